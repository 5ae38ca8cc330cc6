package dev.understudy.core.weights;

import dev.understudy.core.zone.ZoneId;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an agent may do to a zone's share. The program sets it and the agents keep to it; the provider also
 * refuses what an agent records outside of lowest and highest.
 *
 * @param minBasisPoints lowest share, 0 to 10 000
 * @param maxBasisPoints highest share, {@code minBasisPoints} to 10 000
 * @param maxStepBasisPoints largest change of one share in one revision, 1 to 10 000
 */
public record Bounds(int minBasisPoints, int maxBasisPoints, int maxStepBasisPoints) {
    /** Anything goes. */
    public static final Bounds OPEN = new Bounds(0, Weights.WHOLE, Weights.WHOLE);

    public Bounds {
        if (minBasisPoints < 0 || minBasisPoints > Weights.WHOLE) {
            throw new IllegalArgumentException("bounds.min is " + minBasisPoints + "; allowed: 0 to " + Weights.WHOLE);
        }
        if (maxBasisPoints < minBasisPoints || maxBasisPoints > Weights.WHOLE) {
            throw new IllegalArgumentException(
                    "bounds.max is " + maxBasisPoints + "; allowed: " + minBasisPoints + " to " + Weights.WHOLE);
        }
        if (maxStepBasisPoints < 1 || maxStepBasisPoints > Weights.WHOLE) {
            throw new IllegalArgumentException(
                    "bounds.maxStep is " + maxStepBasisPoints + "; allowed: 1 to " + Weights.WHOLE);
        }
    }

    /**
     * What is wrong with moving from one set of weights to another, naming zone, share and bound; empty when nothing
     * is. A zone that one of the two leaves out has share 0 there.
     */
    public Optional<String> refuses(Weights from, Weights to) {
        var zones = new TreeSet<>(from.shares().keySet());
        zones.addAll(to.shares().keySet());
        for (ZoneId zone : zones) {
            int share = to.of(zone);
            if (share < minBasisPoints || share > maxBasisPoints) {
                return Optional.of("share of zone " + zone + " is " + share + " basis points; bounds allow "
                        + minBasisPoints + " to " + maxBasisPoints);
            }
            int step = Math.abs(share - from.of(zone));
            if (step > maxStepBasisPoints) {
                return Optional.of("share of zone " + zone + " moves by " + step + " basis points; bounds allow "
                        + maxStepBasisPoints + " in one revision");
            }
        }
        return Optional.empty();
    }
}
