package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The sentences of decisions, each rendered from its numbers. */
public final class Reasons {
    private Reasons() {}

    public static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }

    private static double secondsUntil(Instant then, Instant now) {
        return seconds(Duration.between(now, then).isNegative() ? Duration.ZERO : Duration.between(now, then));
    }

    /** Text of others inside a sentence: braces would be read as the place of a number. */
    public static String plain(String text) {
        return text.replace('{', '(').replace('}', ')');
    }

    public static Because sick(ZoneHealth health) {
        return new Because(
                health.zone() + " is "
                        + (health.condition() == ZoneHealth.Condition.DEAD ? "dead" : "sick")
                        + ", say {agreeingObservers} of {observers} observers (" + health.badSeenBy() + ")",
                Map.of("agreeingObservers", (double) health.agreeing(), "observers", (double) health.observers()));
    }

    public static Because dead(ZoneHealth health, ZoneId refuge) {
        return new Because(
                health.zone() + " is dead, say {agreeingObservers} of {observers} observers (" + health.badSeenBy()
                        + "): all traffic it may lose goes to " + refuge + " at once",
                Map.of("agreeingObservers", (double) health.agreeing(), "observers", (double) health.observers()));
    }

    public static Because noRefuge(Situation now, ZoneId leaving, ZoneId refuge) {
        var wish = "leaving " + leaving + " would be right, but ";
        var never = ", and the last zone that may be healthy is never drained";
        var empty = now.health(refuge).fit() ? now.deserted(refuge) : Optional.<Because>empty();
        if (empty.isPresent()) {
            return new Because(
                    wish + empty.get().template() + never, empty.get().numbers());
        }
        var health = now.health(refuge);
        return new Because(
                wish + refuge + " cannot be called well ({agreeingObservers} of {observers} observers see it bad: "
                        + health.badSeenBy() + ")" + never,
                Map.of("agreeingObservers", (double) health.agreeing(), "observers", (double) health.observers()));
    }

    /** Why a step to the shadow is right, by the rule in force, and what the other rule would do. */
    public static Because danger(Situation now) {
        var ahead = now.primaryAhead();
        return new Because(
                        "{agreeingObservers} of {observers} observers agree that " + ahead.zone()
                                + " will answer {increaseMs} ms later than when it is calm within {horizonSeconds} s",
                        Map.of(
                                "increaseMs",
                                ahead.increaseMillis(),
                                "horizonSeconds",
                                seconds(now.policy().horizon()),
                                "agreeingObservers",
                                (double) ahead.agreeing(),
                                "observers",
                                (double) ahead.observers()))
                .and(Verdicts.of(now));
    }

    /** Why the traffic is not to go on to the primary. */
    public static Because dangerAgain(Situation now) {
        return Because.of(now.service().primary() + " is in danger again").and(Verdicts.of(now));
    }

    public static Because goOn(Situation now, Because gate) {
        return gate.and(new Because(
                "the danger is {dangerPoints}, {increaseMs} ms being expected on "
                        + now.service().primary(),
                Map.of(
                        "dangerPoints",
                        now.dangerPoints(),
                        "increaseMs",
                        now.primaryAhead().increaseMillis())));
    }

    public static Because wellAgain(Situation now) {
        return new Because(
                        now.service().primary() + " is well again, say {wellObservers} observers",
                        Map.of("wellObservers", (double)
                                (now.primary().observers() - now.primary().agreeing())))
                .and(Verdicts.home(now));
    }

    public static Because fewObservers(Situation now) {
        return new Because(
                "{observers} of {neededObservers} observers needed see "
                        + now.service().primary() + " clearly enough to act on it",
                Map.of(
                        "observers",
                                (double) Math.min(
                                        now.primary().observers(),
                                        now.primaryAhead().observers()),
                        "neededObservers", (double) now.policy().quorum()));
    }

    /** Why nothing is done at home. */
    public static Because calm(Situation now) {
        if (Situation.forShadow(now.policy(), now.dangerPoints(), now.weighing())) {
            return Because.of("a move would be right, but not for long enough").and(Verdicts.of(now));
        }
        var sick = now.primary().sick() ? now.primary() : now.shadow();
        return Because.of(sick.sick() ? "the traffic stays at home while " + sick.zone() + " is sick" : "all is well")
                .and(Verdicts.of(now));
    }

    public static Because away(Situation now) {
        if (!now.calm().on()) {
            return Because.of("the weights stay " + now.weights().inPercent()).and(Verdicts.away(now));
        }
        return new Because(
                now.service().primary()
                        + " has been well for {calmSeconds} s; the traffic returns after {coolDownSeconds} s",
                Map.of(
                        "calmSeconds", seconds(Duration.between(now.calm().since(), now.now())),
                        "coolDownSeconds", seconds(now.policy().coolDown())));
    }

    public static Because cooling(Because why, Instant until, Instant now) {
        return why.and(new Because(
                "but the last move ended too lately: {leftSeconds} s are left",
                Map.of("leftSeconds", secondsUntil(until, now))));
    }

    public static Because noCapacity(ZoneId zone, double used, double allowed) {
        return new Because(
                "with the next step " + zone + " would be {expectedPercent} % full; {maxPercent} % is allowed",
                Map.of("expectedPercent", 100 * used, "maxPercent", 100 * allowed));
    }

    public static Because bounds(String refusal) {
        return Because.of("the bounds forbid the next step: " + plain(refusal));
    }

    public static Because nowhereToGo(Weights weights) {
        return Because.of("the bounds leave nothing to move from " + weights.inPercent());
    }

    public static Because notInForce(Leg.Recorded leg, Situation now) {
        return new Because(
                "revision {revisionNumber} (" + leg.weights().inPercent()
                        + ") is recorded since {waitedSeconds} s and not yet seen at the balancer",
                Map.of(
                        "revisionNumber",
                        (double) leg.number(),
                        "waitedSeconds",
                        seconds(Duration.between(leg.recordedAt(), now.now()))));
    }

    /** Why weights that a person or a program has set are left alone. */
    public static Because setByOthers(Author author, Weights weights, Instant until, Instant now) {
        return new Because(
                plain(author.toString()) + " set the weights to " + weights.inPercent()
                        + "; that is respected for another {leftSeconds} s",
                Map.of("leftSeconds", secondsUntil(until, now)));
    }

    public static Because rolledBack(Weights weights) {
        return Because.of("the traffic is back where the move began: " + weights.inPercent());
    }

    public static Because unhurried(ZoneOutlook ahead) {
        return Because.of(ahead.zone() + " looks well again, so no more traffic leaves it for now");
    }
}
