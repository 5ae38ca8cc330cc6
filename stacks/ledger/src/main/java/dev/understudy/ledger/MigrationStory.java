package dev.understudy.ledger;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One migration as the ledger tells it.
 *
 * @param migration as its newest entry has it
 * @param steps its journal entries, the oldest first; at least one
 * @param moves revisions recorded by agents while it was under way, the oldest first
 * @param tasks what was done for it beside revisions, in the order it ended
 * @param end how it ended; empty while it is under way
 */
public record MigrationStory(
        Migration migration, List<Step> steps, List<Move> moves, List<Performed> tasks, Optional<End> end) {
    /**
     * A journal entry.
     *
     * @param sequence its place in the ledger
     * @param at when it was recorded
     * @param state from there on
     * @param because why
     * @param author who decided
     * @param fence epoch of its lease
     */
    public record Step(long sequence, Instant at, MigrationState state, Because because, Author author, Fence fence) {}

    /**
     * A revision and, once it is in force, its application.
     *
     * @param application empty while it waits
     */
    public record Move(WeightsRevision revision, Optional<Application> application) {}

    /**
     * How it ended.
     *
     * @param sequence of the entry that ended it
     * @param at when that was recorded
     * @param because the sentence of the entry that ended it
     */
    public record End(long sequence, Instant at, Outcome outcome, Because because) {}

    /** What became of a migration. */
    public enum Outcome {
        /** The service is where it should go. */
        DONE,
        /** The service is where it was. */
        ROLLED_BACK,
        /** It was left as it stood, because somebody else took over the weights. */
        LEFT
    }

    public MigrationStory {
        steps = List.copyOf(steps);
        moves = List.copyOf(moves);
        tasks = List.copyOf(tasks);
    }

    /** The newest state. */
    public MigrationState state() {
        return steps.getLast().state();
    }

    /** From its first entry to its end, or to now. */
    public Duration took(Instant now) {
        return Duration.between(steps.getFirst().at(), end.map(End::at).orElse(now));
    }
}
