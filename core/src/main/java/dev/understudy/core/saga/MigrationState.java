package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Trip;
import java.time.Instant;
import java.util.Optional;

/** Where a service is on its way from one zone to another. The methods of each state are its legal transitions. */
public sealed interface MigrationState {
    /** From when it has been so. */
    Instant since();

    /** The migration under way, if one is. */
    Optional<Migration> underWay();

    /** A migration is under way. */
    sealed interface Moving extends MigrationState {
        Migration migration();

        @Override
        default Optional<Migration> underWay() {
            return Optional.of(migration());
        }
    }

    /**
     * Nothing is under way; probes, scores and orders are looked at.
     *
     * @param last number of the service's last migration; 0 before the first
     */
    record Watching(Instant since, long last) implements MigrationState {
        @Override
        public Optional<Migration> underWay() {
            return Optional.empty();
        }
    }

    /** The target is sized up to match; its capacity is reserved by the journal entry that says so. */
    record Warming(Migration migration, Instant since) implements Moving {}

    /** Data is copied ahead of the move, until little enough is left. */
    record PreCopying(Migration migration, Instant since) implements Moving {}

    /** Connections to the target are opened and warmed, and its readiness is checked. */
    record Connecting(Migration migration, Instant since) implements Moving {}

    /** Traffic goes over step by step, with a gate after each. */
    record Shifting(Migration migration, Instant since, Trip trip) implements Moving {}

    /** The writer of the data changes place. */
    record CuttingOver(Migration migration, Instant since) implements Moving {}

    /** What still holds to the old zone ends; its database follows the new writer. */
    record Draining(Migration migration, Instant since) implements Moving {}

    /** All has moved; the old zone is kept warm until the soak has passed. */
    record Settling(Migration migration, Instant since) implements Moving {}

    /** The old zone goes down to the size of a shadow. */
    record Retiring(Migration migration, Instant since) implements Moving {}

    /**
     * Everything done is undone, the last thing first.
     *
     * @param why what made it turn back
     * @param stage what is being undone now
     */
    record RollingBack(Migration migration, Instant since, Because why, Stage stage) implements Moving {}

    /** What is being undone. */
    sealed interface Stage {
        /** Traffic goes back step by step. */
        record Traffic(Trip trip) implements Stage {}

        /** The writer goes back. */
        record Data() implements Stage {}

        /** The target goes down to its size before. */
        record Size() implements Stage {}
    }
}
