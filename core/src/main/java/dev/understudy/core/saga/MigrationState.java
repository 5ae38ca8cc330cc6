package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a service is on its way from one zone to another. The methods of each state are its legal transitions, so that a
 * move that is not legal does not compile. A state that has nothing to do is passed through; pre-copying and cutting over
 * are left out where no data moves.
 *
 * <pre>
 *   watching ─► warming ─► pre-copying ─► connecting ─► shifting ─► cutting over ─► draining ─► settling ─► retiring ─► watching
 *                  └───── no data ───────────▲             └────── no data ───────────▲            │
 *   settling, retiring ─► warming, the other way: a drill turns, or the reason has gone             ▼
 *   any of them ── fault ─► rolling back: traffic, then data, then size ─► watching
 *   any of them ── the zone left is dead ─► shifting, as an evacuation
 *   any of them ── somebody else sets the weights ─► watching
 * </pre>
 */
public sealed interface MigrationState {
    /** From when it has been so. */
    Instant since();

    /** The migration under way, if one is. */
    Optional<Migration> underWay();

    /** What the service has been through. */
    History history();

    /** A migration is under way. */
    sealed interface Moving extends MigrationState {
        Migration migration();

        @Override
        default Optional<Migration> underWay() {
            return Optional.of(migration());
        }

        @Override
        default History history() {
            return migration().history();
        }

        /** The zone left is dead: what can be moved is moved at once. */
        default Shifting evacuate(Migration evacuation, Instant now) {
            return new Shifting(evacuation, now, 0);
        }

        /** Somebody else has set other weights: the migration ends where it is. */
        default Watching abandon(Instant now) {
            return new Watching(now, history().unplaced());
        }
    }

    /** A migration that goes on, and may be turned back. */
    sealed interface Forward extends Moving {
        default RollingBack rollBack(Because why, boolean fault, Instant now) {
            return rollBack(migration(), why, fault, now);
        }

        /** As {@link #rollBack(Because, boolean, Instant)}, with more known of the migration. */
        default RollingBack rollBack(Migration migration, Because why, boolean fault, Instant now) {
            boolean writerMoved = switch (this) {
                case Warming _, PreCopying _, Connecting _, Shifting _ -> false;
                case CuttingOver _, Draining _, Settling _, Retiring _ -> true;
            };
            return new RollingBack(migration, now, why, fault, writerMoved, Stage.TRAFFIC);
        }
    }

    /** Nothing is under way; probes, scores and orders are looked at. */
    record Watching(Instant since, History history) implements MigrationState {
        @Override
        public Optional<Migration> underWay() {
            return Optional.empty();
        }

        Warming warm(Migration migration, Instant now) {
            return new Warming(migration, now);
        }

        Shifting evacuate(Migration evacuation, Instant now) {
            return new Shifting(evacuation, now, 0);
        }
    }

    /** The target is sized up to match; its capacity is reserved by the journal entry that says so. */
    record Warming(Migration migration, Instant since) implements Forward {
        PreCopying preCopy(Instant now) {
            return new PreCopying(migration, now);
        }

        Connecting connect(Instant now) {
            return new Connecting(migration, now);
        }
    }

    /** Data is copied ahead of the move, until little enough is left. */
    record PreCopying(Migration migration, Instant since) implements Forward {
        Connecting connect(Instant now) {
            return new Connecting(migration, now);
        }
    }

    /** Connections to the target are opened and warmed, and its readiness is checked. */
    record Connecting(Migration migration, Instant since) implements Forward {
        Shifting shift(Instant now, double targetP95BeforeMillis) {
            return new Shifting(migration, now, targetP95BeforeMillis);
        }
    }

    /**
     * Traffic goes over step by step, with a gate after each.
     *
     * @param targetP95BeforeMillis 95th percentile of the target's latency before the first step, milliseconds; 0 where
     *     not known
     */
    record Shifting(Migration migration, Instant since, double targetP95BeforeMillis) implements Forward {
        CuttingOver cutOver(Instant now) {
            return new CuttingOver(migration, now);
        }

        Draining drain(Instant now) {
            return new Draining(migration, now);
        }
    }

    /** The writer of the data changes place. */
    record CuttingOver(Migration migration, Instant since) implements Forward {
        Draining drain(Migration with, Instant now) {
            return new Draining(with, now);
        }
    }

    /** What still holds to the old zone ends; its database follows the new writer. */
    record Draining(Migration migration, Instant since) implements Forward {
        Settling settle(Migration with, Instant now) {
            return new Settling(with, now);
        }
    }

    /** All has moved; the old zone is kept warm until the soak has passed. */
    record Settling(Migration migration, Instant since) implements Forward {
        Retiring retire(Instant now) {
            return new Retiring(migration, now);
        }

        /** The way back begins before the old zone is sized down. */
        Warming turn(Migration back, Instant now) {
            return new Warming(back, now);
        }
    }

    /** The old zone goes down to the size of a shadow. */
    record Retiring(Migration migration, Instant since) implements Forward {
        /** The way back begins while a person's approval is still waited for. */
        Warming turn(Migration back, Instant now) {
            return new Warming(back, now);
        }

        Watching rest(History history, Instant now) {
            return new Watching(now, history);
        }
    }

    /**
     * Everything done is undone, the last thing first.
     *
     * @param why what made it turn back
     * @param fault whether something failed, and not merely the reason to move has gone
     * @param writerMoved whether the writer may have changed place
     * @param stage what is being undone now
     */
    record RollingBack(Migration migration, Instant since, Because why, boolean fault, boolean writerMoved, Stage stage)
            implements Moving {
        RollingBack data(Instant now) {
            return new RollingBack(migration, now, why, fault, writerMoved, Stage.DATA);
        }

        RollingBack size(Instant now) {
            return new RollingBack(migration, now, why, fault, writerMoved, Stage.SIZE);
        }

        Watching rest(History history, Instant now) {
            return new Watching(now, history);
        }
    }

    /** What is being undone, in this order. */
    enum Stage {
        /** Traffic goes back step by step. */
        TRAFFIC,
        /** The writer goes back. */
        DATA,
        /** The target goes down to its size before. */
        SIZE
    }

    /** The name of the state, for people: {@code cutting over}. */
    default String phase() {
        return switch (this) {
            case Watching _ -> "watching";
            case Warming _ -> "warming";
            case PreCopying _ -> "pre-copying";
            case Connecting _ -> "connecting";
            case Shifting _ -> "shifting";
            case CuttingOver _ -> "cutting over";
            case Draining _ -> "draining";
            case Settling _ -> "settling";
            case Retiring _ -> "retiring";
            case RollingBack _ -> "rolling back";
        };
    }
}
