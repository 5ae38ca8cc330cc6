package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.Zone;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What either rule says of a situation, the one in force first, and what would make it say the opposite. */
final class Verdicts {
    private Verdicts() {}

    /** What both rules say about leaving home. */
    static Because of(Situation now) {
        return switch (now.policy().rule()) {
            case Rule.Threshold() -> {
                boolean above = now.dangerPoints() > now.policy().threshold();
                var verdict = threshold(now, above);
                double lacking = now.policy().threshold() - now.dangerPoints();
                yield counterfactual(now, lacking, used(now), above ? "it would stay" : "it would move", above)
                        .map(verdict::and)
                        .orElse(verdict)
                        .and(regret(now, "by regret it would "));
            }
            case Rule.Regret _ ->
                regret(now, "by regret it is to ")
                        .and(turning(now))
                        .and(threshold(now, now.dangerPoints() > now.policy().threshold()));
        };
    }

    private static Because threshold(Situation now, boolean above) {
        return new Because(
                above
                        ? "the danger is {dangerPoints}, above the threshold of {thresholdPoints}"
                        : "the danger is {dangerPoints}, the threshold is {thresholdPoints}",
                Map.of(
                        "dangerPoints", now.dangerPoints(),
                        "thresholdPoints", now.policy().threshold()));
    }

    /** What of the primary would make up for the points that are lacking, or too many. */
    private static Optional<Because> counterfactual(
            Situation now, double lacking, Optional<Double> used, String would, boolean under) {
        var primary = now.service().primary();
        double price =
                now.service().zone(primary).map(Zone::pricePerInstanceHour).orElse(0.0);
        return Counterfactual.nearest(now.policy().weights(), lacking, now.primaryAhead(), used, price)
                .map(nearest -> nearest.sentence(would, primary, under));
    }

    private static Optional<Double> used(Situation now) {
        return now.utilisation(now.service().primary());
    }

    /** What has been paid for staying, of what makes a move, points × seconds. */
    private static Because regret(Situation now, String would) {
        var weighing = now.weighing();
        var here = weighing.away() ? now.service().shadow() : now.service().primary();
        var there = weighing.away() ? now.service().primary() : now.service().shadow();
        var held = weighing.lead() < weighing.needed()
                ? ", as that has cost "
                : (weighing.expectsNothing() ? ", nothing being" : ", no more being allowed for what is")
                        + " forecast to be saved, though that has cost ";
        return new Because(
                would
                        + (weighing.forMove()
                                ? "move to " + there + ", as staying in " + here + " has cost "
                                : "stay in " + here + held)
                        + "{regretPointSeconds} of {neededPointSeconds} point-seconds",
                paid(weighing));
    }

    private static Map<String, Double> paid(Weighing weighing) {
        return Map.of("regretPointSeconds", weighing.regret(), "neededPointSeconds", weighing.regretNeeded());
    }

    /** What would make the regret say the opposite. */
    private static Because turning(Situation now) {
        var weighing = now.weighing();
        double spare = weighing.lead() - weighing.needed();
        if (weighing.forMove()) {
            return new Because(
                    "it would stay had that cost {sparePointSeconds} point-seconds less",
                    Map.of("sparePointSeconds", spare));
        }
        double gap = weighing.away() ? -weighing.gapPoints() : weighing.gapPoints();
        if (gap > 0 && spare >= 0 && weighing.expectsNothing()) {
            return Because.of("it would move were more forecast to be saved");
        }
        if (gap > 0) { // a lead of a whole move's cost needs no forecast
            double needed = spare >= 0 ? weighing.rule().terms().moveCost() : weighing.needed();
            return new Because(
                    "it would move after {leftSeconds} s more of {gapPoints} points",
                    Map.of("leftSeconds", (needed - weighing.lead()) / gap, "gapPoints", gap));
        }
        // both zones count as used alike, so utilisation is no part of it
        return counterfactual(
                        now, -weighing.gapPoints(), Optional.empty(), "it would begin to regret that", weighing.away())
                .orElse(Because.of("nothing of " + now.service().primary() + " alone would make it regret that"));
    }

    /** Why it is right to come home, and what the other rule would do. */
    static Because home(Situation now) {
        double calmSeconds = Reasons.seconds(Duration.between(now.calm().since(), now.now()));
        return switch (now.policy().rule()) {
            case Rule.Threshold() ->
                new Because(
                                "the danger is {dangerPoints}, below {returnBelowPoints} for {calmSeconds} s",
                                Map.of(
                                        "dangerPoints", now.dangerPoints(),
                                        "returnBelowPoints", now.policy().returnBelow(),
                                        "calmSeconds", calmSeconds))
                        .and(regret(now, "by regret it would "));
            case Rule.Regret _ ->
                new Because("by regret it is the better place for {calmSeconds} s", Map.of("calmSeconds", calmSeconds))
                        .and(returning(now));
        };
    }

    /** What the threshold says of coming home. */
    private static Because returning(Situation now) {
        return new Because(
                "the danger is {dangerPoints}, and by the threshold the traffic would return below {returnBelowPoints}",
                Map.of(
                        "dangerPoints", now.dangerPoints(),
                        "returnBelowPoints", now.policy().returnBelow()));
    }

    /** Why the traffic stays away from home, and what the other rule would do. */
    static Because away(Situation now) {
        return switch (now.policy().rule()) {
            case Rule.Threshold() -> {
                double lacking = now.policy().returnBelow() - now.dangerPoints();
                var why = new Because(
                        "the danger is {dangerPoints}, and the traffic returns below {returnBelowPoints} with "
                                + now.service().primary() + " well",
                        Map.of(
                                "dangerPoints",
                                now.dangerPoints(),
                                "returnBelowPoints",
                                now.policy().returnBelow()));
                var turned = lacking > 0
                        ? why
                        : counterfactual(now, lacking, used(now), "it would return", true)
                                .map(why::and)
                                .orElse(why);
                yield turned.and(regret(now, "by regret it would "));
            }
            case Rule.Regret _ -> {
                var weighing = now.weighing();
                var why = new Because(
                        "staying away has cost {regretPointSeconds} of {neededPointSeconds} point-seconds that make a move"
                                + " home, and " + now.service().primary() + " must be well",
                        paid(weighing));
                yield (weighing.forMove() ? why : why.and(turning(now))).and(returning(now));
            }
        };
    }
}
