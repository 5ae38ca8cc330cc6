package dev.understudy.core.shadow;

/** How much of the shadow exists while it waits. */
public sealed interface ShadowMode {
    /** Share of the primary's capacity that runs in the shadow while it waits, 0 to 1. */
    double capacityRatio();

    /** Only the profile is kept; nothing runs until a migration warms it. */
    record MetadataOnly() implements ShadowMode {
        @Override
        public double capacityRatio() {
            return 0;
        }
    }

    /**
     * A smaller copy of the primary.
     *
     * @param capacityRatio 0.2 to 0.5 of the primary's capacity
     */
    record Reduced(double capacityRatio) implements ShadowMode {
        public Reduced {
            if (!(capacityRatio >= 0.2 && capacityRatio <= 0.5)) {
                throw new IllegalArgumentException(
                        "shadow.capacity is " + capacityRatio + "; allowed: 0.2 to 0.5 of the primary");
            }
        }
    }

    /** As large as the primary. */
    record Full() implements ShadowMode {
        @Override
        public double capacityRatio() {
            return 1;
        }
    }
}
