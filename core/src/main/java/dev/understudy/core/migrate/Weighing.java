package dev.understudy.core.migrate;

import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.decide.Persistence;
import dev.understudy.core.decide.Skill;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Primary and shadow weighed by what they have cost so far, against what a move costs: the decision rule as it stands for
 * one service, whether it is the one in force or only asked what it would do. A controller that starts anew weighs anew.
 * Immutable.
 */
public final class Weighing {
    private static final int PRIMARY = 0;
    private static final int SHADOW = 1;
    private static final Duration STEP = Duration.ofSeconds(1);
    /** What was not seen for longer counts no longer than this. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final BoundedRule rule;
    private final Persistence persistence;
    private final Skill skill;
    private final double[] prospects;
    private final double gapPoints;
    private final @Nullable Instant at;

    private Weighing(
            BoundedRule rule,
            Persistence persistence,
            Skill skill,
            double[] prospects,
            double gapPoints,
            @Nullable Instant at) {
        this.rule = rule;
        this.persistence = persistence;
        this.skill = skill;
        this.prospects = prospects;
        this.gapPoints = gapPoints;
        this.at = at;
    }

    /** Before anything was seen, with the service at home. */
    public static Weighing start(MigrationPolicy policy) {
        var terms = policy.rule().orUsual();
        double horizon = policy.horizon().toMillis() / 1e3;
        return new Weighing(
                BoundedRule.start(2, PRIMARY, terms),
                Persistence.start(2, horizon),
                Skill.start(terms.moveCost()),
                new double[] {Double.NaN, Double.NaN},
                0,
                null);
    }

    /**
     * After another moment, at most once a second.
     *
     * @param away whether most of the traffic is to be in the shadow now
     * @param primary what the primary costs, points
     * @param shadow what the shadow costs, points
     */
    public Weighing after(Instant now, boolean away, double primary, double shadow) {
        int where = away ? SHADOW : PRIMARY;
        if (at == null) {
            return new Weighing(placed(where), persistence, skill, prospects, primary - shadow, now);
        }
        var since = Duration.between(at, now);
        if (since.compareTo(STEP) < 0) {
            return where == rule.zone()
                    ? this
                    : new Weighing(placed(where), persistence, skill, prospects, gapPoints, at);
        }
        double seconds = (since.compareTo(LONGEST) > 0 ? LONGEST : since).toMillis() / 1e3;
        double[] costs = {primary * seconds, shadow * seconds};
        var seen = placed(where).seen(costs);
        var gaps = persistence.after(costs);
        var said = gaps.prospects(where);
        var graded = skill.after(costs, where, said);
        return new Weighing(seen, gaps, graded, graded.heard(said), primary - shadow, now);
    }

    private BoundedRule placed(int where) {
        if (where == rule.zone()) {
            return rule;
        }
        return rule.wants(prospects) == where ? rule.movedTo(where) : rule.forcedTo(where);
    }

    /** Whether the service should be in the shadow. */
    public boolean forShadow() {
        return rule.wants(prospects) == SHADOW;
    }

    /** Whether the service should be elsewhere than it is. */
    public boolean forMove() {
        return forShadow() != away();
    }

    /** Whether it is forecast, believably, that a move would save nothing. */
    public boolean expectsNothing() {
        return prospects[other()] <= 0;
    }

    /** Whether the service is in the shadow. */
    public boolean away() {
        return rule.zone() == SHADOW;
    }

    /** By how much the primary cost more than the shadow at last, points; negative where it cost less. */
    public double gapPoints() {
        return gapPoints;
    }

    /** By how much the other zone leads, points × seconds, from one move's cost below 0 to one above. */
    public double lead() {
        return rule.lead(other());
    }

    /** Lead from which a move is worth it, points × seconds. */
    public double needed() {
        return rule.threshold(prospects[other()]);
    }

    /** What staying has cost, as far as it was not made good, points × seconds, 0 to two moves' cost. */
    public double regret() {
        return lead() + rule.terms().moveCost();
    }

    /** Regret from which a move is worth it, points × seconds. */
    public double regretNeeded() {
        return needed() + rule.terms().moveCost();
    }

    private int other() {
        return rule.zone() == PRIMARY ? SHADOW : PRIMARY;
    }

    /** The rule with its accounts. */
    public BoundedRule rule() {
        return rule;
    }
}
