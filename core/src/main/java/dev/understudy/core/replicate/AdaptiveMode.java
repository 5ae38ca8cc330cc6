package dev.understudy.core.replicate;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Steps down and up how writes are acknowledged, one step at a time and only after its reason has lasted. What a user
 * fixed stays fixed: a synchronous set always waits for its standbys, and critical writes of a hybrid set do whatever is
 * said here.
 *
 * <pre>
 *   synchronous              REMOTE_APPLY
 *   asynchronous             LOCAL;        adaptive: REMOTE_FLUSH while lag &gt; lossMax, until it is below half of it
 *   hybrid, not critical     LOCAL;        adaptive: a step down while lag &gt; stepDownLag, a step up while it is below
 *                                          stepUpLag; with danger ahead not below REMOTE_FLUSH
 *   lag not known            LOCAL at once, but for a synchronous set: waiting for nobody would hold every write
 * </pre>
 *
 * @param wish the step that is wanted and since when; empty where none is
 */
public record AdaptiveMode(Optional<Wish> wish) {
    public static final AdaptiveMode START = new AdaptiveMode(Optional.empty());

    /** A setting that is wanted, and since when. */
    public record Wish(ReplicationSetting setting, Instant since) {}

    /**
     * What the user allows.
     *
     * @param mode how writes reach the shadow
     * @param data lags of the steps
     * @param dwell how long the reason of a step must last, 0 or more
     */
    public record Rules(ReplicationMode mode, DataPolicy.Replicated data, Duration dwell) {}

    /**
     * What comes of a look.
     *
     * @param next state for the next look
     * @param change the setting to put in force now, with its sentence; empty to leave it
     */
    public record Step(AdaptiveMode next, Optional<Change> change) {}

    /** A setting to put in force. */
    public record Change(ReplicationSetting setting, Because because) {}

    /**
     * The next look.
     *
     * @param inForce how writes are acknowledged now
     * @param lag of the standby that is the least behind
     * @param danger whether the writer may be lost soon, or a migration is under way
     */
    public Step next(Instant now, Rules rules, ReplicationSetting inForce, Lag lag, boolean danger) {
        var wanted = wanted(rules, inForce, lag, danger);
        if (wanted.setting() == inForce) {
            return new Step(START, Optional.empty());
        }
        var since = wish.filter(before -> before.setting() == wanted.setting())
                .map(Wish::since)
                .filter(start -> !start.isAfter(now))
                .orElse(now);
        boolean atOnce = !rules.data().adaptive() || lag instanceof Lag.Unknown || rules.mode() == ReplicationMode.SYNC;
        if (atOnce || !now.isBefore(since.plus(rules.dwell()))) {
            return new Step(START, Optional.of(wanted));
        }
        return new Step(new AdaptiveMode(Optional.of(new Wish(wanted.setting(), since))), Optional.empty());
    }

    /** Lag of the standby that is the least behind: the one a quorum of one waits for. */
    public static Lag least(Collection<DataMember> members) {
        Lag least = new Lag.Unknown();
        for (DataMember member : members) {
            if (member.role() == DataMember.Role.STANDBY && before(member.lag(), least)) {
                least = member.lag();
            }
        }
        return least;
    }

    private static boolean before(Lag one, Lag other) {
        return switch (one) {
            case Lag.CaughtUp _ -> true;
            case Lag.Unknown _ -> false;
            case Lag.Behind mine ->
                switch (other) {
                    case Lag.CaughtUp _ -> false;
                    case Lag.Unknown _ -> true;
                    case Lag.Behind theirs -> mine.time().compareTo(theirs.time()) < 0;
                };
        };
    }

    private static Change wanted(Rules rules, ReplicationSetting inForce, Lag lag, boolean danger) {
        return switch (rules.mode()) {
            case SYNC ->
                new Change(ReplicationSetting.REMOTE_APPLY, Because.of("synchronous writes wait for a standby"));
            case ASYNC -> rules.data().adaptive() ? async(rules.data(), inForce, lag) : fixed("asynchronous");
            case HYBRID -> rules.data().adaptive() ? hybrid(rules.data(), inForce, lag, danger) : fixed("hybrid");
        };
    }

    private static Change fixed(String mode) {
        return new Change(
                ReplicationSetting.LOCAL,
                Because.of("in " + mode + " mode writes that are not critical wait for no standby"));
    }

    private static Change async(DataPolicy.Replicated data, ReplicationSetting inForce, Lag lag) {
        if (lag instanceof Lag.Unknown) {
            return nobody();
        }
        long millis = millis(lag);
        boolean waits = inForce != ReplicationSetting.LOCAL;
        if (millis > data.lossMax().toMillis()) {
            return new Change(
                    ReplicationSetting.REMOTE_FLUSH,
                    new Because(
                            "the standby is {lagMs} ms behind, more than the {lossMaxMs} ms that may be lost: writes wait"
                                    + " for it",
                            Map.of("lagMs", (double) millis, "lossMaxMs", (double)
                                    data.lossMax().toMillis())));
        }
        return waits && 2 * millis >= data.lossMax().toMillis()
                ? new Change(inForce, Because.of("the standby is not close enough yet"))
                : new Change(
                        ReplicationSetting.LOCAL,
                        new Because(
                                "the standby is {lagMs} ms behind, less than half of the {lossMaxMs} ms that may be"
                                        + " lost: writes wait no more",
                                Map.of("lagMs", (double) millis, "lossMaxMs", (double)
                                        data.lossMax().toMillis())));
    }

    private static Change hybrid(DataPolicy.Replicated data, ReplicationSetting inForce, Lag lag, boolean danger) {
        if (lag instanceof Lag.Unknown) {
            return nobody();
        }
        long millis = millis(lag);
        var lagMs = Map.of("lagMs", (double) millis);
        if (danger && inForce == ReplicationSetting.LOCAL) {
            return new Change(
                    ReplicationSetting.REMOTE_FLUSH,
                    new Because(
                            "the writer may be lost and the standby is {lagMs} ms behind: all writes wait until it has"
                                    + " them",
                            lagMs));
        }
        if (millis > data.stepDownLag().toMillis()) {
            var down = danger && inForce == ReplicationSetting.REMOTE_FLUSH ? inForce : below(inForce);
            return new Change(
                    down,
                    new Because(
                            "the standby is {lagMs} ms behind, above {stepDownMs} ms: writes that are not critical wait"
                                    + " for less",
                            Map.of("lagMs", (double) millis, "stepDownMs", (double)
                                    data.stepDownLag().toMillis())));
        }
        if (millis < data.stepUpLag().toMillis() || lag instanceof Lag.CaughtUp) {
            return new Change(
                    above(inForce),
                    new Because(
                            "the standby is {lagMs} ms behind, below {stepUpMs} ms: all writes wait for it again",
                            Map.of("lagMs", (double) millis, "stepUpMs", (double)
                                    data.stepUpLag().toMillis())));
        }
        return new Change(inForce, Because.of("the lag is between the steps"));
    }

    private static Change nobody() {
        return new Change(
                ReplicationSetting.LOCAL,
                Because.of("no standby follows: only critical writes wait for one to come back"));
    }

    private static long millis(Lag lag) {
        return switch (lag) {
            case Lag.CaughtUp _ -> 0;
            case Lag.Behind behind -> behind.time().toMillis();
            case Lag.Unknown _ -> Long.MAX_VALUE;
        };
    }

    private static ReplicationSetting below(ReplicationSetting setting) {
        return switch (setting) {
            case LOCAL, REMOTE_FLUSH -> ReplicationSetting.LOCAL;
            case REMOTE_APPLY -> ReplicationSetting.REMOTE_FLUSH;
        };
    }

    private static ReplicationSetting above(ReplicationSetting setting) {
        return switch (setting) {
            case LOCAL -> ReplicationSetting.REMOTE_FLUSH;
            case REMOTE_FLUSH, REMOTE_APPLY -> ReplicationSetting.REMOTE_APPLY;
        };
    }
}
