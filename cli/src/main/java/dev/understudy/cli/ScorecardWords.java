package dev.understudy.cli;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.core.scorecard.Summary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A scorecard for a person. */
final class ScorecardWords {
    private ScorecardWords() {}

    static void print(ScorecardReport report, PrintWriter out) {
        report.services().forEach((service, one) -> {
            var grades = one.grades();
            out.println("Service " + service + ", as agent " + report.zone() + " graded it until " + report.at());
            out.println("  calibration  " + grades.calibration());
            one.risks().forEach(risk -> out.println("  risk         " + risk.sentence()));
            one.worth().ifPresent(worth -> out.println("  worth        " + worth));
            one.prices().forEach(priced -> out.println("  price        " + price(priced)));
            one.announced()
                    .forEach(said -> out.println("  announced    for zone " + said.zone() + ": " + said.sentence()));
            if (grades.moves() > 0) {
                out.println("  moves        " + grades.moves() + " graded, " + grades.falseMoves()
                        + " that nothing bore out");
            }
            out.println();
            forecasts(grades.forecasts(), out);
            probabilities(grades.probabilities(), out);
            provisions(grades.provisions(), out);
            signals(grades.signals(), out);
        });
        report.unknown().forEach(why -> out.println("unknown  " + why));
        out.flush();
    }

    private static void forecasts(List<Summary.Forecasts> rows, PrintWriter out) {
        if (rows.isEmpty()) {
            return;
        }
        var table = new Table("FORECAST", "ZONE", "AHEAD", "GRADED", "TO NAIVE", "IN BAND", "BAND");
        rows.forEach(row -> table.row(
                row.source(),
                row.zone(),
                ahead(row.horizonMinutes()),
                row.graded(),
                number(row.ratioToNaive()),
                percent(row.coverage()),
                percent(Optional.of(row.band()))));
        table.print(out);
        out.println();
    }

    private static void probabilities(List<Summary.Probabilities> rows, PrintWriter out) {
        if (rows.isEmpty()) {
            return;
        }
        var table = new Table(
                "PROBABILITY",
                "ZONE",
                "AHEAD",
                "HORIZONS",
                "CAME",
                "BRIER",
                "SKILL",
                "OFF BY",
                "FORESEEN",
                "FALSE",
                "LEAD");
        rows.forEach(row -> table.row(
                row.source(),
                row.zone(),
                ahead(row.horizonMinutes()),
                String.format(Locale.ROOT, "%.1f", row.horizons()),
                percent(row.baseRate()),
                number(row.brier()),
                number(row.skill()),
                number(row.calibrationError()),
                row.foreseen() + " of " + row.onsets(),
                row.falseAlarms(),
                row.medianLeadSeconds().map(seconds -> seconds + " s").orElse("-")));
        table.print(out);
        out.println();
    }

    private static void provisions(List<Summary.Provisions> rows, PrintWriter out) {
        if (rows.isEmpty()) {
            return;
        }
        var table = new Table("READY", "ZONE", "AHEAD", "GRADED", "TOO LITTLE", "LACKED", "TO SPARE");
        rows.forEach(row -> table.row(
                row.source(),
                row.zone(),
                ahead(row.horizonMinutes()),
                row.graded(),
                percent(row.underRatio()),
                percent(row.missingRatio()),
                percent(row.spareRatio())));
        table.print(out);
        out.println();
    }

    private static void signals(List<Summary.Signals> rows, PrintWriter out) {
        if (rows.isEmpty()) {
            return;
        }
        var table = new Table("SIGNAL", "TRIED", "CAME TRUE", "BETWEEN", "BY CHANCE", "RECALL", "LATE", "WEIGHT", "");
        rows.forEach(row -> table.row(
                row.source(),
                String.format(Locale.ROOT, "%.0f", row.trials()),
                percent(row.precision()),
                percent(Optional.of(row.precisionLow())) + "-" + percent(Optional.of(row.precisionHigh())),
                percent(Optional.of(row.byChance())),
                percent(row.recall()),
                row.late(),
                String.format(Locale.ROOT, "%.2f", row.weight()),
                row.verdict()));
        table.print(out);
        out.println();
    }

    private static String price(ScorecardReport.Priced priced) {
        var price = priced.price();
        return "of zone " + priced.zone() + ": " + price.perHour() + " " + price.currency() + " an instance-hour "
                + switch (price.market()) {
                    case SPOT -> "spot";
                    case ON_DEMAND -> "on demand";
                }
                + " since " + price.since() + " (" + price.source() + ")";
    }

    private static String ahead(double minutes) {
        var time = Duration.ofSeconds(Math.round(minutes * 60));
        return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    private static String number(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.3f", number)).orElse("-");
    }

    private static String percent(Optional<Double> share) {
        return share.map(value -> String.format(Locale.ROOT, "%.0f %%", value * 100))
                .orElse("-");
    }
}
