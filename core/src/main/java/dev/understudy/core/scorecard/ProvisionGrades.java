package dev.understudy.core.scorecard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what was kept ready was enough, and how much of it was too much. Both, since either alone is had for nothing.
 *
 * @param subject the zone that is to be ready, who says how much is enough, and how far ahead
 * @param graded plans that were graded, ever
 * @param ungraded plans that nobody looked at the demand for in time, ever
 * @param weight sum of the weights of those that count now
 * @param under sum of the weights of those that were too little
 * @param missing requests per second that they lacked, weighted
 * @param spare requests per second that plans had too many, weighted
 * @param demanded requests per second that were asked for, weighted
 * @param statedAt when the newest one was made
 * @param pending those that wait, the oldest first
 */
public record ProvisionGrades(
        Subject subject,
        long graded,
        long ungraded,
        double weight,
        double under,
        double missing,
        double spare,
        double demanded,
        Instant statedAt,
        List<Pending> pending) {
    private static final Duration LATE_LEAST = Duration.ofSeconds(15);

    /**
     * A plan that waits for the demand.
     *
     * @param due when the demand is to be looked at
     * @param planned requests per second that can be served then
     */
    public record Pending(Instant due, double weight, double planned) {}

    public ProvisionGrades {
        pending = List.copyOf(pending);
    }

    static ProvisionGrades none(Subject subject, Instant now) {
        return new ProvisionGrades(subject, 0, 0, 0, 0, 0, 0, 0, now.minus(subject.horizon()), List.of());
    }

    ProvisionGrades planned(double perSecond, Instant now) {
        if (!(perSecond >= 0 && Double.isFinite(perSecond))) {
            throw new IllegalArgumentException(
                    "plan of " + subject + " is " + perSecond + " requests per second; allowed: 0 or more, finite");
        }
        if (!Thinning.keeps(subject, statedAt, now)) {
            return this;
        }
        var waiting = new Pending(now.plus(subject.horizon()), Thinning.weight(subject, statedAt, now), perSecond);
        return with(ungraded, now, Thinning.with(pending, waiting, Thinning.PENDING));
    }

    private ProvisionGrades with(long newUngraded, Instant newStatedAt, List<Pending> newPending) {
        return new ProvisionGrades(
                subject, graded, newUngraded, weight, under, missing, spare, demanded, newStatedAt, newPending);
    }

    /** Grades what is due by the demand that is there now. */
    ProvisionGrades asked(double perSecond, Instant now) {
        if (pending.isEmpty() || now.isBefore(pending.getFirst().due())) {
            return this;
        }
        var tenth = subject.horizon().dividedBy(10);
        var late = tenth.compareTo(LATE_LEAST) < 0 ? LATE_LEAST : tenth;
        var next = this;
        long unseen = 0;
        var left = new ArrayList<Pending>();
        for (Pending waiting : pending) {
            if (now.isBefore(waiting.due())) {
                left.add(waiting);
            } else if (now.isAfter(waiting.due().plus(late))) {
                unseen++;
            } else {
                next = next.graded(waiting, perSecond);
            }
        }
        return next.with(ungraded + unseen, statedAt, left);
    }

    private ProvisionGrades graded(Pending waiting, double perSecond) {
        double old = Thinning.fading(waiting.weight());
        double over = waiting.planned() - perSecond;
        return new ProvisionGrades(
                subject,
                graded + 1,
                ungraded,
                weight * old + waiting.weight(),
                under * old + (over < 0 ? waiting.weight() : 0),
                missing * old + waiting.weight() * Math.max(0, -over),
                spare * old + waiting.weight() * Math.max(0, over),
                demanded * old + waiting.weight() * perSecond,
                statedAt,
                pending);
    }

    /** Share of the plans that were too little, 0 to 1; empty before the first grade. */
    public Optional<Double> underRatio() {
        return weight > 0 ? Optional.of(under / weight) : Optional.empty();
    }

    /** What the plans lacked, over what was asked for, 0 to 1; empty while nothing was asked for. */
    public Optional<Double> missingRatio() {
        return demanded > 0 ? Optional.of(missing / demanded) : Optional.empty();
    }

    /** What the plans had too much, over what was asked for, 0 or more; empty while nothing was asked for. */
    public Optional<Double> spareRatio() {
        return demanded > 0 ? Optional.of(spare / demanded) : Optional.empty();
    }
}
