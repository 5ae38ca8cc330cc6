package dev.understudy.provider.resources;

import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.MigrationPolicy.Factors;
import dev.understudy.core.migrate.MigrationPolicy.Gate;
import dev.understudy.core.migrate.MigrationPolicy.ScoreWeights;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        @Nullable Database database,
        @Nullable Volume volume,
        @Nullable List<String> calendars,
        @Nullable List<String> residency,
        List<CatalogueEntry> catalogue) {
    ServiceInputs {
        if (calendars != null) {
            for (int i = 0; i < calendars.size(); i++) {
                if (!calendars.get(i).matches("/.*\\.ics")) {
                    throw new InvalidInput(
                            Path.item("calendars", i),
                            "calendars[" + i + "] is \"" + calendars.get(i)
                                    + "\"; allowed: the absolute path of an .ics file");
                }
            }
        }
    }

    /** The database that moves with the service, when there is one. */
    Optional<Database> data() {
        return Optional.ofNullable(database).filter(given -> given.enabled() == null || given.enabled());
    }

    /**
     * The volume that moves with the service, when there is one.
     *
     * @throws InvalidInput when it cannot be beside what else is declared
     */
    Optional<Volume> tree() {
        var tree = Optional.ofNullable(volume).filter(given -> given.enabled() == null || given.enabled());
        if (tree.isPresent() && data().isPresent()) {
            throw new InvalidInput(
                    "volume", "database and volume are both set; allowed: one of them, because one writer moves");
        }
        if (tree.isPresent() && replication != ReplicationMode.ASYNC) {
            throw new InvalidInput(
                    "replication",
                    "replication is \"" + replication.name().toLowerCase(Locale.ROOT)
                            + "\"; allowed with a volume: async, because a tree is copied in rounds");
        }
        return tree;
    }

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
            @Nullable GateInput gate,
            @Nullable Double patienceSeconds,
            @Nullable Double soakSeconds,
            @Nullable Integer pauseMaxMillis,
            @Nullable Boolean retireNeedsApproval,
            @Nullable LimitsInput limits,
            @Nullable Double drillEverySeconds,
            @Nullable Double readinessFloor,
            @Nullable Double readinessHalfLifeSeconds,
            @Nullable Double refreshEverySeconds,
            @Nullable PoolInput pool,
            @Nullable RuleInput rule) {
        /** Ten years, in seconds: longer is a slip of the pen. */
        private static final double LONGEST_SECONDS = 315_360_000;

        Policy {
            above("patienceSeconds", patienceSeconds);
            atLeastZero("soakSeconds", soakSeconds);
            if (pauseMaxMillis != null && (pauseMaxMillis < 1 || pauseMaxMillis > 60_000)) {
                throw new InvalidInput(
                        "pauseMaxMillis", "policy.pauseMaxMillis is " + pauseMaxMillis + "; allowed: 1 to 60000");
            }
            atLeastZero("drillEverySeconds", drillEverySeconds);
            if (readinessFloor != null && !(readinessFloor >= 0 && readinessFloor <= 1)) {
                throw new InvalidInput(
                        "readinessFloor", "policy.readinessFloor is " + readinessFloor + "; allowed: 0 to 1");
            }
            above("readinessHalfLifeSeconds", readinessHalfLifeSeconds);
            atLeastZero("refreshEverySeconds", refreshEverySeconds);
        }

        private static void above(String field, @Nullable Double seconds) {
            if (seconds != null && !(seconds >= 0.001 && seconds <= LONGEST_SECONDS)) {
                throw new InvalidInput(
                        field, "policy." + field + " is " + seconds + "; allowed: 0.001 to 315360000, seconds");
            }
        }

        private static void atLeastZero(String field, @Nullable Double seconds) {
            atLeastZero("", field, seconds);
        }

        private static void atLeastZero(String within, String field, @Nullable Double seconds) {
            if (seconds != null && !(seconds >= 0 && seconds <= LONGEST_SECONDS)) {
                throw new InvalidInput(
                        field, "policy." + within + field + " is " + seconds + "; allowed: 0 to 315360000, seconds");
            }
        }

        /** @throws IllegalArgumentException when numbers that are right alone do not go together */
        MigrationPolicy core() {
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
                    gate == null ? usual.gate() : gate.core(),
                    saga(usual.saga()),
                    rule == null ? usual.regret() : rule.core());
        }

        private SagaPolicy saga(SagaPolicy usual) {
            return new SagaPolicy(
                    seconds(patienceSeconds, usual.patience()),
                    seconds(soakSeconds, usual.soak()),
                    pauseMaxMillis == null ? usual.pauseMax() : Duration.ofMillis(pauseMaxMillis),
                    retireNeedsApproval == null ? usual.retireNeedsApproval() : retireNeedsApproval,
                    limits == null ? usual.limits() : limits.core(),
                    seconds(drillEverySeconds, usual.drillEvery()),
                    readinessFloor == null ? usual.readinessFloor() : readinessFloor,
                    seconds(readinessHalfLifeSeconds, usual.readinessHalfLife()),
                    seconds(refreshEverySeconds, usual.refreshEvery()),
                    pool == null ? usual.pool() : pool.core());
        }

        private static Duration seconds(@Nullable Double seconds, Duration usual) {
            return seconds == null ? usual : Duration.ofMillis(Math.round(seconds * 1000));
        }
    }

    /** How the size of the waiting zone follows demand and the probability of a migration. */
    record PoolInput(
            @Nullable Boolean enabled,
            @Nullable Double targetUtilisation,
            @Nullable Double leadSeconds,
            @Nullable Double idleCostRatio,
            @Nullable Double shrinkAfterSeconds) {
        PoolInput {
            if (targetUtilisation != null && !(targetUtilisation > 0 && targetUtilisation <= 1)) {
                throw new InvalidInput(
                        "targetUtilisation",
                        "policy.pool.targetUtilisation is " + targetUtilisation + "; allowed: above 0, at most 1");
            }
            if (idleCostRatio != null && !(idleCostRatio > 0 && idleCostRatio < 1)) {
                throw new InvalidInput(
                        "idleCostRatio",
                        "policy.pool.idleCostRatio is " + idleCostRatio + "; allowed: above 0, below 1");
            }
            Policy.atLeastZero("pool.", "leadSeconds", leadSeconds);
            Policy.atLeastZero("pool.", "shrinkAfterSeconds", shrinkAfterSeconds);
        }

        /** Given at all is on, unless it says that it is off. */
        Optional<PoolPolicy> core() {
            var usual = PoolPolicy.DEFAULT;
            return enabled != null && !enabled
                    ? Optional.empty()
                    : Optional.of(new PoolPolicy(
                            targetUtilisation == null ? usual.targetUtilisation() : targetUtilisation,
                            Policy.seconds(leadSeconds, usual.leadTime()),
                            idleCostRatio == null ? usual.idleCostRatio() : idleCostRatio,
                            Policy.seconds(shrinkAfterSeconds, usual.shrinkAfter())));
        }
    }

    /** What all migrations of the stack may take together. */
    record LimitsInput(
            @Nullable Integer migrations,
            @Nullable Double movingRequestsPerSecond,
            @Nullable Map<String, Integer> zoneInstances) {
        LimitsInput {
            if (migrations != null && migrations < 1) {
                throw new InvalidInput(
                        "migrations", "policy.limits.migrations is " + migrations + "; allowed: 1 or more");
            }
            if (movingRequestsPerSecond != null && !(movingRequestsPerSecond > 0)) {
                throw new InvalidInput(
                        "movingRequestsPerSecond",
                        "policy.limits.movingRequestsPerSecond is " + movingRequestsPerSecond + "; allowed: above 0");
            }
            if (zoneInstances != null) {
                zoneInstances.forEach((zone, instances) -> {
                    if (instances < 0) {
                        throw new InvalidInput(
                                Path.field("zoneInstances", zone),
                                "policy.limits.zoneInstances of zone " + zone + " is " + instances
                                        + "; allowed: 0 or more");
                    }
                });
            }
        }

        Limits core() {
            var usual = Limits.DEFAULT;
            var zones = new TreeMap<ZoneId, Integer>();
            if (zoneInstances != null) {
                zoneInstances.forEach((zone, instances) -> zones.put(new ZoneId(zone), instances));
            }
            return new Limits(
                    migrations == null ? usual.migrationsMax() : migrations,
                    movingRequestsPerSecond == null ? usual.movingRequestsPerSecondMax() : movingRequestsPerSecond,
                    zones);
        }
    }

    /** The database that moves with the service. */
    record Database(
            @Nullable Boolean enabled,
            @Nullable List<String> databases,
            @Nullable List<String> roles,
            @Nullable Critical critical,
            @Nullable Adaptive adaptive,
            @Nullable Integer lossMaxMillis,
            @Nullable List<String> standbys) {
        private static final int LOSS_MAX_MILLIS_DEFAULT = 1_000;

        Database {
            if (lossMaxMillis != null && (lossMaxMillis < 0 || lossMaxMillis > 3_600_000)) {
                throw new InvalidInput(
                        "lossMaxMillis", "database.lossMaxMillis is " + lossMaxMillis + "; allowed: 0 to 3600000");
            }
        }

        Duration lossMax() {
            return Duration.ofMillis(lossMaxMillis == null ? LOSS_MAX_MILLIS_DEFAULT : lossMaxMillis);
        }
    }

    /** The directory tree that moves with the service. */
    record Volume(
            @Nullable Boolean enabled,
            @Nullable Integer syncSeconds,
            @Nullable List<String> standbys) {
        private static final int SYNC_SECONDS_DEFAULT = 10;
        /** Rounds a copy may be late before its zone is not shifted to, and what a round itself may take. */
        private static final int ROUNDS_LATE = 3;

        private static final Duration ROUND = Duration.ofSeconds(10);

        Volume {
            if (syncSeconds != null && (syncSeconds < 1 || syncSeconds > 3_600)) {
                throw new InvalidInput("syncSeconds", "volume.syncSeconds is " + syncSeconds + "; allowed: 1 to 3600");
            }
        }

        int sync() {
            return syncSeconds == null ? SYNC_SECONDS_DEFAULT : syncSeconds;
        }

        /** Age of a copy above which nothing more is shifted to its zone. */
        Duration lagMax() {
            return Duration.ofSeconds((long) ROUNDS_LATE * sync()).plus(ROUND);
        }
    }

    /** Whose writes wait for a standby in hybrid mode. */
    record Critical(
            @Nullable List<String> databases, @Nullable List<String> roles) {}

    /** Between which lags the agents step the mode down and up. */
    record Adaptive(
            @Nullable Boolean enabled,
            @Nullable Integer stepDownLagMillis,
            @Nullable Integer stepUpLagMillis) {
        static final Adaptive OFF = new Adaptive(false, null, null);
        private static final int DOWN_MILLIS_DEFAULT = 500;
        private static final int UP_MILLIS_DEFAULT = 100;

        Adaptive {
            positive("stepDownLagMillis", stepDownLagMillis);
            positive("stepUpLagMillis", stepUpLagMillis);
            int down = stepDownLagMillis == null ? DOWN_MILLIS_DEFAULT : stepDownLagMillis;
            int up = stepUpLagMillis == null ? UP_MILLIS_DEFAULT : stepUpLagMillis;
            if (up >= down) {
                throw new InvalidInput(
                        "stepUpLagMillis",
                        "database.adaptive.stepUpLagMillis is " + up + "; allowed: below stepDownLagMillis, " + down);
            }
        }

        private static void positive(String field, @Nullable Integer millis) {
            if (millis != null && (millis < 1 || millis > 3_600_000)) {
                throw new InvalidInput(
                        field, "database.adaptive." + field + " is " + millis + "; allowed: 1 to 3600000");
            }
        }

        boolean isOn() {
            return enabled == null || enabled;
        }

        Duration stepDown() {
            return Duration.ofMillis(stepDownLagMillis == null ? DOWN_MILLIS_DEFAULT : stepDownLagMillis);
        }

        Duration stepUp() {
            return Duration.ofMillis(stepUpLagMillis == null ? UP_MILLIS_DEFAULT : stepUpLagMillis);
        }
    }

    /** Weights of the score's terms. */
    record Score(
            @Nullable Double perMillisecond,
            @Nullable Double perPrice,
            @Nullable Double perUtilisation,
            @Nullable Double latencyFactor,
            @Nullable Double priceFactor,
            @Nullable Double utilisationFactor) {
        ScoreWeights core() {
            var usual = MigrationPolicy.DEFAULT.weights();
            return new ScoreWeights(
                    perMillisecond == null ? usual.perMillisecond() : perMillisecond,
                    perPrice == null ? usual.perPrice() : perPrice,
                    perUtilisation == null ? usual.perUtilisation() : perUtilisation,
                    factors());
        }

        private Optional<Factors> factors() {
            return latencyFactor == null && priceFactor == null && utilisationFactor == null
                    ? Optional.empty()
                    : Optional.of(new Factors(
                            latencyFactor == null ? 1 : latencyFactor,
                            priceFactor == null ? 1 : priceFactor,
                            utilisationFactor == null ? 1 : utilisationFactor));
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
