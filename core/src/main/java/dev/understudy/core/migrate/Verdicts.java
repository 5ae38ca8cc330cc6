package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.util.Map;

/** What either rule says of a situation, the one in force first. */
final class Verdicts {
    private Verdicts() {}

    /** What both rules say about leaving home. */
    static Because of(Situation now) {
        return switch (now.policy().rule()) {
            case Rule.Threshold() -> threshold(now).and(regret(now, "by regret it would "));
            case Rule.Regret _ -> regret(now, "by regret it is to ").and(threshold(now));
        };
    }

    private static Because threshold(Situation now) {
        return new Because(
                "the danger is {dangerPoints}, a score of {scorePoints} and {standingPoints} that stand already,"
                        + (now.dangerPoints() > now.policy().threshold() ? " above" : " at most")
                        + " the threshold of {thresholdPoints}",
                Map.of(
                        "dangerPoints", now.dangerPoints(),
                        "scorePoints", now.scorePoints(),
                        "standingPoints", now.standingPoints(),
                        "thresholdPoints", now.policy().threshold()));
    }

    /** What has been paid for staying, of what makes a move, points × seconds. */
    private static Because regret(Situation now, String would) {
        var weighing = now.weighing();
        double moveCost = weighing.rule().terms().moveCost();
        return new Because(
                would
                        + (weighing.forShadow() ? "move to " + now.service().shadow() : "stay")
                        + ", staying having cost {regretPointSeconds} of the {neededPointSeconds} point-seconds of a move",
                Map.of(
                        "regretPointSeconds", weighing.lead() + moveCost,
                        "neededPointSeconds", weighing.needed() + moveCost));
    }

    /** Why it is right to come home. */
    static Because home(Situation now) {
        double calmSeconds = Reasons.seconds(Duration.between(now.calm().since(), now.now()));
        return switch (now.policy().rule()) {
            case Rule.Threshold() ->
                new Because(
                        "the danger is {dangerPoints}, below {returnBelowPoints} for {calmSeconds} s",
                        Map.of(
                                "dangerPoints", now.dangerPoints(),
                                "returnBelowPoints", now.policy().returnBelow(),
                                "calmSeconds", calmSeconds));
            case Rule.Regret _ ->
                new Because(
                        "by regret it is the better place for {calmSeconds} s, the danger being {dangerPoints}",
                        Map.of("calmSeconds", calmSeconds, "dangerPoints", now.dangerPoints()));
        };
    }

    /** Why the traffic stays away from home. */
    static Because away(Situation now) {
        return switch (now.policy().rule()) {
            case Rule.Threshold() ->
                new Because(
                        "the danger is {dangerPoints}, and the traffic returns below {returnBelowPoints} with "
                                + now.service().primary() + " well",
                        Map.of(
                                "dangerPoints",
                                now.dangerPoints(),
                                "returnBelowPoints",
                                now.policy().returnBelow()));
            case Rule.Regret _ -> {
                var weighing = now.weighing();
                double moveCost = weighing.rule().terms().moveCost();
                yield new Because(
                        "staying away has cost {regretPointSeconds} of the {neededPointSeconds} point-seconds of a move"
                                + " home, and " + now.service().primary() + " must be well",
                        Map.of(
                                "regretPointSeconds", weighing.lead() + moveCost,
                                "neededPointSeconds", weighing.needed() + moveCost));
            }
        };
    }
}
