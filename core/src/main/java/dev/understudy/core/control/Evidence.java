package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.score.MigrationScore;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What goes beside a change: what was known when it was decided. A controller that starts later learns from it which
 * latencies are calm ones.
 */
final class Evidence {
    private static final String MIGRATION = "migrationNumber";
    private static final String GOAL = "goalShadowBasisPoints";
    private static final String CALM = ".calmMs";

    private Evidence() {}

    static SortedMap<String, Double> of(Draft draft) {
        var assessment = draft.assessment;
        var evidence = new TreeMap<String, Double>();
        draft.saga.underWay().ifPresent(migration -> {
            evidence.put(MIGRATION, (double) migration.id().ordinal());
            evidence.put(GOAL, (double) migration.goal().weights().of(draft.service.shadow()));
        });
        evidence.put("scorePoints", assessment.score().points());
        evidence.put("standingPoints", assessment.score().standing().points());
        for (var term : assessment.score().terms()) {
            evidence.put(term.name() + suffix(term), term.amount());
            evidence.put(term.name() + "Points", term.points());
        }
        evidence.put("regretPointSeconds", draft.weighing.regret());
        evidence.put("regretNeededPointSeconds", draft.weighing.regretNeeded());
        evidence.put("probabilityRatio", assessment.probability().value());
        evidence.put("heatPoints", assessment.blendedHeat());
        for (ZoneId zone : List.of(draft.service.primary(), draft.service.shadow())) {
            add(evidence, zone, assessment);
            draft.warnings
                    .risk(zone, draft.now)
                    .ifPresent(risk -> evidence.put(zone + ".riskRatio", risk.probability()));
            evidence.putAll(draft.fleet.calmLatencies(zone));
        }
        return evidence;
    }

    /** The unit of a term's amount, as names end in it. */
    private static String suffix(MigrationScore.Term term) {
        return switch (term.unit()) {
            case MigrationScore.MILLIS -> "Ms";
            case MigrationScore.PRICE -> "PerHour";
            case MigrationScore.SHARE -> "Ratio";
            default -> "Amount";
        };
    }

    private static void add(SortedMap<String, Double> evidence, ZoneId zone, Assessment assessment) {
        var health = assessment.health().get(zone);
        var outlook = assessment.outlook().get(zone);
        if (health == null || outlook == null) {
            return;
        }
        evidence.put(zone + ".increaseMs", outlook.increaseMillis());
        evidence.put(zone + ".aheadLowMs", outlook.ahead().lowMillis());
        evidence.put(zone + ".aheadMidMs", outlook.ahead().midMillis());
        evidence.put(zone + ".aheadHighMs", outlook.ahead().highMillis());
        evidence.put(zone + ".observersCount", (double) health.observers());
        evidence.put(zone + ".observersBadCount", (double) health.agreeing());
        add(evidence, health);
    }

    private static void add(SortedMap<String, Double> evidence, ZoneHealth health) {
        for (Sighting seen : health.sightings()) {
            if (seen.counts()) {
                var prefix = health.zone() + ".from." + seen.observer() + ".";
                if (seen.timed()) {
                    evidence.put(prefix + "latencyMs", seen.latencyMillis());
                }
                evidence.put(prefix + "lossRatio", seen.lossRatio());
            }
        }
    }

    /** The calm latencies among the evidence. */
    static SortedMap<String, Double> calmLatencies(SortedMap<String, Double> evidence) {
        var calm = new TreeMap<>(evidence);
        calm.keySet().removeIf(name -> !name.endsWith(CALM));
        return calm;
    }
}
