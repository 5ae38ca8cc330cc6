package dev.understudy.agent.http;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.agent.http.OpenMetrics.Type;
import dev.understudy.core.scorecard.Summary;
import dev.understudy.core.zone.ServiceId;
import java.util.Optional;
import java.util.function.Function;

/** The grades of each service as OpenMetrics. What was not graded yet has no sample. */
final class ScorecardMetrics {
    private ScorecardMetrics() {}

    static void write(OpenMetrics out, ScorecardReport report) {
        forecasts(
                out,
                report,
                "understudy_forecast_pinball_ratio",
                "Pinball loss over that of the naive forecast.",
                Summary.Forecasts::ratioToNaive);
        forecasts(
                out,
                report,
                "understudy_forecast_coverage_ratio",
                "How often the band held the truth.",
                Summary.Forecasts::coverage);
        probabilities(
                out,
                report,
                "understudy_risk_brier_score",
                "Mean squared error of the stated risk.",
                Summary.Probabilities::brier);
        probabilities(
                out,
                report,
                "understudy_risk_skill_ratio",
                "Brier skill over the base rate.",
                Summary.Probabilities::skill);
        probabilities(
                out,
                report,
                "understudy_risk_calibration_error_ratio",
                "Expected calibration error, ten bins.",
                Summary.Probabilities::calibrationError);
        out.family("understudy_calibration_holds", Type.GAUGE, "", "Whether the stated risk may be acted on.");
        report.services()
                .forEach((service, one) -> out.sample(
                        "understudy_calibration_holds", one.grades().holds() ? 1 : 0, "service", service.value()));
        out.family("understudy_zone_risk_ratio", Type.GAUGE, "ratio", "Probability of a break within the hour.");
        report.services()
                .forEach((service, one) -> one.risks()
                        .forEach(risk -> out.sample(
                                "understudy_zone_risk_ratio",
                                risk.probability(),
                                "service",
                                service.value(),
                                "zone",
                                risk.zone().value())));
        signals(out, report);
        provisions(out, report);
        out.family("understudy_moves", Type.COUNTER, "", "Migrations that were graded, and those nothing bore out.");
        report.services().forEach((service, one) -> {
            out.sample("understudy_moves_total", one.grades().moves(), "service", service.value(), "grade", "all");
            out.sample(
                    "understudy_moves_total", one.grades().falseMoves(), "service", service.value(), "grade", "false");
        });
        out.family("understudy_feeds_unknown", Type.GAUGE, "", "Feeds whose silence means nothing now.")
                .sample("understudy_feeds_unknown", report.unknown().size());
    }

    private static void provisions(OpenMetrics out, ScorecardReport report) {
        provisions(
                out,
                report,
                "understudy_provision_under_ratio",
                "Share of the plans that were too little.",
                Summary.Provisions::underRatio);
        provisions(
                out,
                report,
                "understudy_provision_missing_ratio",
                "What plans lacked, over what was asked for.",
                Summary.Provisions::missingRatio);
        provisions(
                out,
                report,
                "understudy_provision_spare_ratio",
                "What plans had too much, over what was asked for.",
                Summary.Provisions::spareRatio);
    }

    private static void signals(OpenMetrics out, ScorecardReport report) {
        out.family("understudy_signal_weight_ratio", Type.GAUGE, "ratio", "What an announcement may add to a risk.");
        report.services()
                .forEach((service, one) -> one.grades()
                        .signals()
                        .forEach(signal -> out.sample(
                                "understudy_signal_weight_ratio",
                                signal.weight(),
                                "service",
                                service.value(),
                                "source",
                                signal.source())));
        out.family("understudy_signal_precision_ratio", Type.GAUGE, "ratio", "Share of announcements that came true.");
        report.services()
                .forEach((service, one) -> one.grades()
                        .signals()
                        .forEach(signal -> signal.precision()
                                .ifPresent(share -> out.sample(
                                        "understudy_signal_precision_ratio",
                                        share,
                                        "service",
                                        service.value(),
                                        "source",
                                        signal.source()))));
    }

    private static void provisions(
            OpenMetrics out,
            ScorecardReport report,
            String name,
            String help,
            Function<Summary.Provisions, Optional<Double>> of) {
        out.family(name, Type.GAUGE, "ratio", help);
        report.services()
                .forEach((service, one) -> one.grades()
                        .provisions()
                        .forEach(row -> of.apply(row)
                                .ifPresent(value -> out.sample(
                                        name,
                                        value,
                                        labels(service, row.zone().value(), row.source(), row.horizonMinutes())))));
    }

    private static void forecasts(
            OpenMetrics out,
            ScorecardReport report,
            String name,
            String help,
            Function<Summary.Forecasts, Optional<Double>> of) {
        out.family(name, Type.GAUGE, "ratio", help);
        report.services()
                .forEach((service, one) -> one.grades()
                        .forecasts()
                        .forEach(row -> of.apply(row)
                                .ifPresent(value -> out.sample(
                                        name,
                                        value,
                                        labels(service, row.zone().value(), row.source(), row.horizonMinutes())))));
    }

    private static void probabilities(
            OpenMetrics out,
            ScorecardReport report,
            String name,
            String help,
            Function<Summary.Probabilities, Optional<Double>> of) {
        out.family(name, Type.GAUGE, name.endsWith("_ratio") ? "ratio" : "", help);
        report.services()
                .forEach((service, one) -> one.grades()
                        .probabilities()
                        .forEach(row -> of.apply(row)
                                .ifPresent(value -> out.sample(
                                        name,
                                        value,
                                        labels(service, row.zone().value(), row.source(), row.horizonMinutes())))));
    }

    private static String[] labels(ServiceId service, String zone, String source, double horizonMinutes) {
        return new String[] {
            "service", service.value(), "zone", zone, "source", source, "horizon", Math.round(horizonMinutes * 60) + "s"
        };
    }
}
