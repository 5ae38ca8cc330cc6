package dev.understudy.core.saga;

import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a migration is going to do, told before it begins. It holds nothing that changes by itself, so that the plan of a
 * dry run and that of the real thing are the same text.
 *
 * @param lines one for each thing it does or looks at
 */
public record MigrationPlan(List<String> lines) {
    public MigrationPlan {
        lines = List.copyOf(lines);
    }

    /** The plan of a migration of a service. */
    public static MigrationPlan of(ShadowedService service, Migration migration) {
        var lines = new ArrayList<String>();
        lines.add(migration.kind().name().toLowerCase(Locale.ROOT) + " migration of " + service.service() + " from "
                + migration.from() + " to " + migration.to());
        lines.add("  traffic      " + migration.origin().weights().inPercent() + " -> "
                + migration.goal().weights().inPercent());
        lines.add("warming        "
                + size(
                        service,
                        migration,
                        migration.to(),
                        Sizes.warm(service, migration, migration.origin().provision())));
        if (Sizes.movesWriter(service, migration)) {
            lines.add("pre-copying    the data of " + migration.to() + " catches up, "
                    + service.replication().name().toLowerCase(Locale.ROOT) + " replication; refused when it cannot");
        }
        lines.add(
                "connecting     connections to " + migration.to() + " are opened and warmed, every instance is ready");
        lines.add("shifting       " + steps(service, migration) + "; at least "
                + seconds(service.policy().dwell()) + " each");
        lines.addAll(gate(service, migration));
        if (Sizes.movesWriter(service, migration)) {
            lines.add("cutting over   the writer goes to "
                    + Sizes.writer(service, migration.goal().provision())
                            .map(ZoneId::value)
                            .orElse("nowhere")
                    + "; writes are held for at most "
                    + service.policy().saga().pauseMax().toMillis() + " ms");
        }
        lines.add("draining       " + migration.from() + " finishes what is in flight"
                + (Sizes.movesWriter(service, migration) ? "; its data follows the new writer" : ""));
        lines.add("settling       " + migration.from() + " is kept warm for "
                + seconds(service.policy().saga().soak()) + "; a failed gate rolls back");
        lines.add(
                migration.kind() == Migration.Kind.DRILL && !migration.homeward()
                        ? "               and then the same way home"
                        : "retiring       "
                                + size(
                                        service,
                                        migration,
                                        migration.from(),
                                        migration.goal().provision())
                                + (service.policy().saga().retireNeedsApproval() ? "; once a person approves" : ""));
        lines.add(guardrails(migration));
        return new MigrationPlan(lines);
    }

    private static String size(ShadowedService service, Migration migration, ZoneId zone, Provision then) {
        var before = Sizes.wanted(service, migration.origin().provision(), zone);
        var after = Sizes.wanted(service, then, zone);
        if (before.isEmpty() || after.isEmpty()) {
            return zone + " keeps its size";
        }
        return before.equals(after)
                ? zone + " keeps its " + after.get() + " instances"
                : zone + " " + before.get() + " -> " + after.get() + " instances";
    }

    private static String steps(ShadowedService service, Migration migration) {
        var route = new Route(service);
        var goal = migration.goal().weights();
        var weights = migration.origin().weights();
        var shares = new ArrayList<String>();
        while (!Route.same(weights, goal)) {
            var next = route.forward(weights, migration.to(), goal);
            if (Route.same(next, weights)) {
                break;
            }
            shares.add(percent(next.of(migration.to())));
            weights = next;
        }
        return shares.isEmpty() ? "no traffic moves" : migration.to() + " takes " + String.join(", ", shares);
    }

    private static List<String> gate(ShadowedService service, Migration migration) {
        var gate = service.policy().gate();
        var lines = new ArrayList<String>();
        lines.add("  gate         errors at most " + trimmed(100 * gate.maxErrorRatio()) + " %, p95 at most "
                + trimmed(gate.maxLatencyRatio()) + " times what it was, at most "
                + trimmed(100 * gate.maxUtilisation()) + " % full, both zones watched");
        if (Sizes.movesWriter(service, migration) && service.data() instanceof DataPolicy.Replicated data) {
            lines.add("               the data at most " + data.stepDownLag().toMillis() + " ms behind");
        }
        return lines;
    }

    private static String guardrails(Migration migration) {
        return "looked at      stop"
                + (migration.forced()
                        ? " (a second person overrules holds, pins, pauses and calendars)"
                        : ", pins, pauses, holds, freezes, maintenance windows")
                + ", health of " + migration.to() + ", quorum, bounds, room in " + migration.to()
                + ", limits of all migrations";
    }

    private static String percent(int basisPoints) {
        return trimmed(100.0 * basisPoints / Weights.WHOLE) + " %";
    }

    private static String seconds(Duration duration) {
        return trimmed(duration.toMillis() / 1e3) + " s";
    }

    private static String trimmed(double number) {
        return BigDecimal.valueOf(number)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The plan for a person, a line each. */
    public String render() {
        return String.join("\n", lines);
    }
}
