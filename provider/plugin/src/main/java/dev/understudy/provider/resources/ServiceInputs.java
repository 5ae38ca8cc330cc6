package dev.understudy.provider.resources;

import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.MigrationPolicy.Gate;
import dev.understudy.core.migrate.MigrationPolicy.ScoreWeights;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs of a {@code ShadowedService}, as its schema describes them. */
record ServiceInputs(
        @Nullable String service,
        @Nullable String account,
        Primary primary,
        Shadow shadow,
        ReplicationMode replication,
        @Nullable Balancer balancer,
        @Nullable Map<String, Double> weights,
        Assignment.@Nullable BoundsInput bounds,
        @Nullable Ownership ownership,
        @Nullable Policy policy,
        List<Entry> catalogue) {
    /** Where the service lives when all is well, and how large it is there. */
    record Primary(
            String zone,
            int instances,
            double capacityPerSecond,
            @Nullable Integer cpuMillis,
            @Nullable Integer memoryMiB,
            @Nullable Integer storageMiB,
            @Nullable Integer networkMbps,
            @Nullable Double serviceMillis) {
        Primary {
            if (instances < 1 || instances > 16) {
                throw new InvalidInput("instances", "primary.instances is " + instances + "; allowed: 1 to 16");
            }
            if (!(capacityPerSecond > 0 && capacityPerSecond <= 100_000)) {
                throw new InvalidInput(
                        "capacityPerSecond",
                        "primary.capacityPerSecond is " + capacityPerSecond + "; allowed: above 0, at most 100000");
            }
            atLeastZero("cpuMillis", cpuMillis);
            atLeastZero("memoryMiB", memoryMiB);
            atLeastZero("storageMiB", storageMiB);
            atLeastZero("networkMbps", networkMbps);
        }

        private static void atLeastZero(String field, @Nullable Integer number) {
            if (number != null && number < 0) {
                throw new InvalidInput(field, "primary." + field + " is " + number + "; allowed: 0 or more");
            }
        }
    }

    /** How a waiting shadow is called. */
    enum Mode {
        METADATA,
        REDUCED,
        FULL
    }

    /** Where the service goes. */
    record Shadow(
            @Nullable Mode mode,
            @Nullable Double capacity,
            @Nullable String placement) {
        static final double CAPACITY_DEFAULT = 0.25;
        static final String AUTO = "auto";

        Shadow {
            if (capacity != null && mode != null && mode != Mode.REDUCED) {
                throw new InvalidInput(
                        "capacity", "shadow.capacity is " + capacity + "; allowed: only with mode reduced, 0.2 to 0.5");
            }
            if (capacity != null) {
                try {
                    var _ = new ShadowMode.Reduced(capacity);
                } catch (IllegalArgumentException wrong) {
                    throw new InvalidInput("capacity", String.valueOf(wrong.getMessage()));
                }
            }
        }

        ShadowMode core() {
            return switch (mode == null ? Mode.REDUCED : mode) {
                case METADATA -> new ShadowMode.MetadataOnly();
                case REDUCED -> new ShadowMode.Reduced(capacity == null ? CAPACITY_DEFAULT : capacity);
                case FULL -> new ShadowMode.Full();
            };
        }
    }

    /** Settings of the balancer. */
    record Balancer(@Nullable String name) {}

    /** A zone that the service could be in. */
    record Entry(
            String zone,
            @Nullable Double latitudeDegrees,
            @Nullable Double longitudeDegrees,
            @Nullable Double pricePerInstanceHour) {
        Entry {
            try {
                var _ = zone(zone, latitudeDegrees, longitudeDegrees, pricePerInstanceHour);
            } catch (IllegalArgumentException wrong) {
                throw new InvalidInput("", String.valueOf(wrong.getMessage()));
            }
        }

        Zone core() {
            return zone(zone, latitudeDegrees, longitudeDegrees, pricePerInstanceHour);
        }

        private static Zone zone(
                String zone, @Nullable Double latitude, @Nullable Double longitude, @Nullable Double price) {
            return new Zone(
                    new ZoneId(zone),
                    latitude == null ? 0 : latitude,
                    longitude == null ? 0 : longitude,
                    price == null ? 0 : price);
        }
    }

    /** When and how to move; what is left out is as in {@link MigrationPolicy#DEFAULT}. */
    record Policy(
            @Nullable Double threshold,
            @Nullable Double returnBelow,
            @Nullable List<Integer> steps,
            @Nullable Double dwellSeconds,
            @Nullable Double coolDownSeconds,
            @Nullable Double horizonSeconds,
            @Nullable Integer minSamples,
            @Nullable Integer quorum,
            @Nullable Score weights,
            @Nullable GateInput gate) {
        Policy {
            try {
                var _ = core(
                        threshold,
                        returnBelow,
                        steps,
                        dwellSeconds,
                        coolDownSeconds,
                        horizonSeconds,
                        minSamples,
                        quorum,
                        weights,
                        gate);
            } catch (IllegalArgumentException wrong) {
                throw new InvalidInput("", String.valueOf(wrong.getMessage()));
            }
        }

        MigrationPolicy core() {
            return core(
                    threshold,
                    returnBelow,
                    steps,
                    dwellSeconds,
                    coolDownSeconds,
                    horizonSeconds,
                    minSamples,
                    quorum,
                    weights,
                    gate);
        }

        private static MigrationPolicy core(
                @Nullable Double threshold,
                @Nullable Double returnBelow,
                @Nullable List<Integer> steps,
                @Nullable Double dwellSeconds,
                @Nullable Double coolDownSeconds,
                @Nullable Double horizonSeconds,
                @Nullable Integer minSamples,
                @Nullable Integer quorum,
                @Nullable Score weights,
                @Nullable GateInput gate) {
            var usual = MigrationPolicy.DEFAULT;
            return new MigrationPolicy(
                    threshold == null ? usual.threshold() : threshold,
                    returnBelow == null ? usual.returnBelow() : returnBelow,
                    steps == null ? usual.stepsBasisPoints() : steps,
                    seconds(dwellSeconds, usual.dwell()),
                    seconds(coolDownSeconds, usual.coolDown()),
                    seconds(horizonSeconds, usual.horizon()),
                    minSamples == null ? usual.minSamples() : minSamples,
                    quorum == null ? usual.quorum() : quorum,
                    weights == null ? usual.weights() : weights.core(),
                    gate == null ? usual.gate() : gate.core());
        }

        private static Duration seconds(@Nullable Double seconds, Duration usual) {
            return seconds == null ? usual : Duration.ofMillis(Math.round(seconds * 1000));
        }
    }

    /** Weights of the score's terms. */
    record Score(
            @Nullable Double perMillisecond,
            @Nullable Double perPrice,
            @Nullable Double perUtilisation) {
        ScoreWeights core() {
            var usual = MigrationPolicy.DEFAULT.weights();
            return new ScoreWeights(
                    perMillisecond == null ? usual.perMillisecond() : perMillisecond,
                    perPrice == null ? usual.perPrice() : perPrice,
                    perUtilisation == null ? usual.perUtilisation() : perUtilisation);
        }
    }

    /** What must hold after each step. */
    record GateInput(
            @Nullable Double maxErrorRatio,
            @Nullable Double maxLatencyRatio,
            @Nullable Double maxUtilisation) {
        Gate core() {
            var usual = MigrationPolicy.DEFAULT.gate();
            return new Gate(
                    maxErrorRatio == null ? usual.maxErrorRatio() : maxErrorRatio,
                    maxLatencyRatio == null ? usual.maxLatencyRatio() : maxLatencyRatio,
                    maxUtilisation == null ? usual.maxUtilisation() : maxUtilisation);
        }
    }
}
