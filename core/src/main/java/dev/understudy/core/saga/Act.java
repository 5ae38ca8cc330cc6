package dev.understudy.core.saga;

import dev.understudy.core.weights.Weights;
import java.util.Optional;

/** What carries a plan out. There is one at a time, and the next follows once this one is answered. */
public sealed interface Act {
    /** Nothing to do. */
    record Nothing() implements Act {}

    /**
     * The saga goes on: the journal is asked to keep its next state.
     *
     * @param weights where this leads, as advice for those who may not do it
     */
    record Enter(MigrationState next, Optional<Weights> weights) implements Act {}

    /** A revision is recorded. */
    record Record(Place place) implements Act {}

    /** A piece of work is asked for. */
    record Perform(Task task) implements Act {}
}
