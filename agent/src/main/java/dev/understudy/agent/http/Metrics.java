package dev.understudy.agent.http;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.agent.http.OpenMetrics.Type;
import dev.understudy.agent.http.StateReport.Aged;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.probes.AgentLag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The agent's state as OpenMetrics text. Every name begins with {@code understudy_} and ends in its unit. */
public final class Metrics {
    private static final double MICROS = 1e-6;

    private final Supplier<StateReport> state;
    private final Mailbox mailbox;
    private final Supplier<List<AgentLag>> lags;
    private final LongSupplier decisionsLost;
    private final Supplier<ScorecardReport> scorecard;

    /**
     * @param lags how late the agent itself was, by target and kind
     * @param decisionsLost decisions that could not be kept on disk
     * @param scorecard how good what this agent foretold was
     */
    public Metrics(
            Supplier<StateReport> state,
            Mailbox mailbox,
            Supplier<List<AgentLag>> lags,
            LongSupplier decisionsLost,
            Supplier<ScorecardReport> scorecard) {
        this.state = state;
        this.mailbox = mailbox;
        this.lags = lags;
        this.decisionsLost = decisionsLost;
        this.scorecard = scorecard;
    }

    public String text() {
        var now = state.get();
        var out = new OpenMetrics();
        out.family("understudy_build", Type.INFO, "", "The product's version and the zone of this agent.")
                .sample(
                        "understudy_build_info",
                        1,
                        "version",
                        now.version(),
                        "zone",
                        now.zone().value());
        probes(out, now.windows());
        lag(out, lags.get());
        scores(out, now.services());
        zones(out, now.services());
        weights(out, now.services());
        leadership(out, now.services());
        SagaMetrics.write(out, now.services());
        ScorecardMetrics.write(out, scorecard.get());
        inside(out, now.peers());
        return out.end();
    }

    private static void probes(OpenMetrics out, List<Aged<LatencyWindow>> windows) {
        out.family(
                "understudy_probe_rtt_seconds",
                Type.GAUGE,
                "seconds",
                "Round trips of the newest window, measured from when each probe was due; quantile 1 is the slowest.");
        for (var aged : windows) {
            var window = aged.what();
            if (window.answered() > 0) {
                rtt(out, window, "0.5", window.p50Micros());
                rtt(out, window, "0.95", window.p95Micros());
                rtt(out, window, "0.99", window.p99Micros());
                rtt(out, window, "1", window.maxMicros());
            }
        }
        out.family(
                "understudy_probe_loss_ratio",
                Type.GAUGE,
                "ratio",
                "Share of the newest window's probes without answer.");
        windows.forEach(
                aged -> out.sample("understudy_probe_loss_ratio", aged.what().lossRatio(), labels(aged.what())));
        out.family(
                "understudy_probe_age_seconds",
                Type.GAUGE,
                "seconds",
                "Time since this agent heard of the newest window.");
        windows.forEach(
                aged -> out.sample("understudy_probe_age_seconds", aged.ageMillis() / 1e3, labels(aged.what())));
    }

    private static void rtt(OpenMetrics out, LatencyWindow window, String quantile, long micros) {
        out.sample(
                "understudy_probe_rtt_seconds",
                micros * MICROS,
                "observer",
                window.observer().value(),
                "target",
                window.target().value(),
                "kind",
                lower(window.kind()),
                "quantile",
                quantile);
    }

    private static String[] labels(LatencyWindow window) {
        return new String[] {
            "observer", window.observer().value(), "target", window.target().value(), "kind", lower(window.kind())
        };
    }

    private static void lag(OpenMetrics out, List<AgentLag> lags) {
        out.family(
                "understudy_agent_lag_seconds",
                Type.GAUGE,
                "seconds",
                "How much longer probes took for this process than for the kernel: how busy the agent is, not the network.");
        for (AgentLag lag : lags) {
            String target = lag.target().value();
            String kind = lower(lag.kind());
            double p50 = lag.p50Micros() * MICROS;
            double p99 = lag.p99Micros() * MICROS;
            out.sample("understudy_agent_lag_seconds", p50, "target", target, "kind", kind, "quantile", "0.5");
            out.sample("understudy_agent_lag_seconds", p99, "target", target, "kind", kind, "quantile", "0.99");
        }
    }

    private static void scores(OpenMetrics out, List<StateReport.Service> services) {
        out.family(
                "understudy_migration_score_points", Type.GAUGE, "points", "How much better off the shadow would be.");
        services.forEach(service -> out.sample(
                "understudy_migration_score_points",
                service.assessment().score().points(),
                of(service)));
        out.family(
                "understudy_migration_standing_points",
                Type.GAUGE,
                "points",
                "Latency that stands beside the score already; decisions are made from both together.");
        services.forEach(service -> out.sample(
                "understudy_migration_standing_points",
                service.assessment().score().standing().points(),
                of(service)));
        out.family(
                "understudy_migration_score_term_points", Type.GAUGE, "points", "The score's terms; they sum to it.");
        for (var service : services) {
            for (var term : service.assessment().score().terms()) {
                out.sample(
                        "understudy_migration_score_term_points",
                        term.points(),
                        "service",
                        service.service().value(),
                        "term",
                        term.name());
            }
        }
        out.family("understudy_migration_probability_ratio", Type.GAUGE, "ratio", "How likely a migration is, 0 to 1.");
        services.forEach(service -> out.sample(
                "understudy_migration_probability_ratio",
                service.assessment().probability().value(),
                of(service)));
        out.family("understudy_migration_phase", Type.STATESET, "", "Where the migration stands.");
        services.forEach(service -> out.sample(
                "understudy_migration_phase",
                1,
                "service",
                service.service().value(),
                "understudy_migration_phase",
                service.phase()));
    }

    private static void zones(OpenMetrics out, List<StateReport.Service> services) {
        out.family("understudy_heat", Type.GAUGE, "", "How hard a zone is used for an account, 0 cold to 100 hot.");
        for (var service : services) {
            service.assessment()
                    .heat()
                    .forEach((zone, heat) -> out.sample("understudy_heat", heat.heat(), of(service, zone)));
        }
        out.family("understudy_account_heat", Type.GAUGE, "", "Heat of the account over primary and shadow.");
        services.forEach(service -> out.sample(
                "understudy_account_heat",
                service.assessment().blendedHeat(),
                "service",
                service.service().value(),
                "account",
                service.account().value()));
        out.family("understudy_zone_observers", Type.GAUGE, "", "Independent observers of a zone that count now.");
        for (var service : services) {
            service.assessment()
                    .health()
                    .forEach((zone, health) ->
                            out.sample("understudy_zone_observers", health.observers(), of(service, zone)));
        }
        out.family("understudy_zone_bad_ratio", Type.GAUGE, "ratio", "Share of those observers that see the zone bad.");
        for (var service : services) {
            service.assessment()
                    .health()
                    .forEach((zone, health) ->
                            out.sample("understudy_zone_bad_ratio", health.badRatio(), of(service, zone)));
        }
    }

    private static void weights(OpenMetrics out, List<StateReport.Service> services) {
        out.family(
                "understudy_weight_ratio", Type.GAUGE, "ratio", "Share of the traffic: declared, desired, effective.");
        for (var service : services) {
            shares(out, service, "declared", Optional.of(service.declared()));
            shares(out, service, "desired", service.desired());
            shares(
                    out,
                    service,
                    "effective",
                    service.effective().map(aged -> aged.what().effective()));
        }
        out.family(
                "understudy_revision", Type.GAUGE, "", "Number of the newest revision, and of the last one applied.");
        for (var service : services) {
            String name = service.service().value();
            service.head()
                    .ifPresent(head ->
                            out.sample("understudy_revision", head.what().number(), "service", name, "which", "head"));
            service.applied()
                    .ifPresent(applied -> out.sample(
                            "understudy_revision", applied.what().revision(), "service", name, "which", "applied"));
        }
    }

    private static void shares(OpenMetrics out, StateReport.Service service, String which, Optional<Weights> weights) {
        weights.ifPresent(there -> there.shares()
                .forEach((zone, share) -> out.sample(
                        "understudy_weight_ratio",
                        (double) share / Weights.WHOLE,
                        "service",
                        service.service().value(),
                        "zone",
                        zone.value(),
                        "which",
                        which)));
    }

    private static void leadership(OpenMetrics out, List<StateReport.Service> services) {
        out.family("understudy_lease", Type.STATESET, "", "Who leads: this agent, another, or nobody knows.");
        for (var service : services) {
            String current = service.lease().map(aged -> state(aged.what())).orElse("unknown");
            for (String state : List.of("held", "held_by_another", "unknown")) {
                out.sample(
                        "understudy_lease",
                        state.equals(current) ? 1 : 0,
                        "service",
                        service.service().value(),
                        "understudy_lease",
                        state);
            }
        }
        out.family("understudy_fence", Type.GAUGE, "", "Epoch of the lease that this agent holds.");
        for (var service : services) {
            if (service.lease().isPresent()
                    && service.lease().get().what() instanceof LeaseState.Held(var fence, var _)) {
                out.sample("understudy_fence", fence.epoch(), of(service));
            }
        }
    }

    private static String state(LeaseState lease) {
        return switch (lease) {
            case LeaseState.Held _ -> "held";
            case LeaseState.HeldBy _ -> "held_by_another";
            case LeaseState.Unknown _ -> "unknown";
        };
    }

    private void inside(OpenMetrics out, List<StateReport.Peer> peers) {
        out.family("understudy_peer_messages", Type.COUNTER, "", "Messages to peers, taken and dropped.");
        for (var peer : peers) {
            String zone = peer.zone().value();
            out.sample("understudy_peer_messages_total", peer.sent(), "peer", zone, "end", "taken");
            out.sample("understudy_peer_messages_total", peer.dropped(), "peer", zone, "end", "dropped");
        }
        out.family("understudy_mailbox_letters", Type.GAUGE, "", "Events waiting for the controllers.")
                .sample("understudy_mailbox_letters", mailbox.size());
        out.family("understudy_mailbox_coalesced", Type.COUNTER, "", "Events that made room for newer ones.")
                .sample("understudy_mailbox_coalesced_total", mailbox.coalesced());
        out.family("understudy_decisions_lost", Type.COUNTER, "", "Decisions that could not be kept on disk.")
                .sample("understudy_decisions_lost_total", decisionsLost.getAsLong());
    }

    private static String[] of(StateReport.Service service) {
        return new String[] {"service", service.service().value()};
    }

    private static String[] of(StateReport.Service service, ZoneId zone) {
        return new String[] {"service", service.service().value(), "zone", zone.value()};
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
