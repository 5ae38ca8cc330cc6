package dev.understudy.cli.demo;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.Comparator;

/** Comparing weights asked for with weights in force. */
final class Shares {
    /** A balancer's scale of 256 cannot show every basis point: half a step of it, and a little. */
    private static final int RESOLUTION_BASIS_POINTS = 50;

    private Shares() {}

    /** Whether the balancer's weights are what was asked for, as near as its scale allows; 0 must be 0. */
    static boolean close(Weights wanted, Weights inForce) {
        for (ZoneId zone : wanted.shares().keySet()) {
            int off = Math.abs(wanted.of(zone) - inForce.of(zone));
            if (off > RESOLUTION_BASIS_POINTS || (wanted.of(zone) == 0) != (inForce.of(zone) == 0)) {
                return false;
            }
        }
        return true;
    }

    /** The zone whose share grew most. */
    static ZoneId gainer(Weights before, Weights after) {
        return after.shares().keySet().stream()
                .max(Comparator.comparingInt((ZoneId zone) -> after.of(zone) - before.of(zone)))
                .orElseThrow();
    }
}
