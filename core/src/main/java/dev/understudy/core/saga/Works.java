package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tasks this controller has asked for since it entered the state it is in, by the work they do. A leader that takes
 * over has asked for nothing yet and asks again: a task goes on where it was, or finds itself done.
 *
 * @param asked the newest task of each work
 * @param attempts attempts of each work before the state was entered, so that no late end is taken for a new one
 */
public record Works(SortedMap<String, Asked> asked, SortedMap<String, Integer> attempts) {
    public static final Works NONE = new Works(new TreeMap<>(), new TreeMap<>());

    /** Attempts before a work counts as failed. */
    private static final int MOST_ATTEMPTS = 3;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /**
     * A task that was asked for.
     *
     * @param fence epoch it was asked for under
     * @param at when
     * @param end how it ended; empty while it has not
     * @param endedAt when it ended; when it was asked for, while it has not
     */
    public record Asked(TaskId id, Fence fence, Instant at, Optional<TaskEnd> end, Instant endedAt) {}

    /** How a work stands. */
    sealed interface Standing {
        /** It is to be asked for. */
        record Open(int attempt) implements Standing {}

        /** It was asked for. */
        record Running(Instant since) implements Standing {}

        /** It is done. */
        record Done(Because because) implements Standing {}

        /**
         * It failed, and is tried again.
         *
         * @param at when
         */
        record Waiting(Instant at, Because because) implements Standing {}

        /** It was refused, or failed too often. */
        record Failed(Because because) implements Standing {}
    }

    public Works {
        asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
        attempts = Collections.unmodifiableSortedMap(new TreeMap<>(attempts));
    }

    /** After a task was asked for. */
    public Works asking(Task task, Instant now) {
        var next = new TreeMap<>(asked);
        next.put(task.id().work(), new Asked(task.id(), task.fence(), now, Optional.empty(), now));
        return new Works(next, attempts);
    }

    /** After a task has ended; one that was not asked for, or is not the newest of its work, changes nothing. */
    public Works ended(TaskId id, TaskEnd end, Instant now) {
        var known = asked.get(id.work());
        if (known == null || !known.id().equals(id) || known.end().isPresent()) {
            return this;
        }
        var next = new TreeMap<>(asked);
        next.put(id.work(), new Asked(id, known.fence(), known.at(), Optional.of(end), now));
        return new Works(next, attempts);
    }

    /** Those that have ended, the earliest first. */
    public List<Performed> performed() {
        return asked.values().stream()
                .flatMap(one -> one.end().map(end -> new Performed(one.id(), one.at(), one.endedAt(), end)).stream())
                .sorted(Comparator.comparing(Performed::endedAt))
                .toList();
    }

    /** For the next state of the same migration. */
    public Works entered() {
        var next = new TreeMap<>(attempts);
        asked.forEach((work, one) -> next.put(work, one.id().attempt()));
        return new Works(new TreeMap<>(), next);
    }

    /** A work that gives up after some attempts. */
    Standing of(String work, Fence fence, Instant now) {
        return of(work, fence, now, MOST_ATTEMPTS);
    }

    /** A work that never gives up. */
    Standing untilDone(String work, Fence fence, Instant now) {
        return of(work, fence, now, Integer.MAX_VALUE);
    }

    private Standing of(String work, Fence fence, Instant now, int most) {
        int before = attempts.getOrDefault(work, 0);
        var known = asked.get(work);
        if (known == null) {
            return new Standing.Open(before + 1);
        }
        int attempt = known.id().attempt();
        if (known.end().isEmpty()) {
            return known.fence().isOlderThan(fence) ? new Standing.Open(attempt) : new Standing.Running(known.at());
        }
        return switch (known.end().get()) {
            case TaskEnd.Done(var why) -> new Standing.Done(why);
            case TaskEnd.Refused(var why) when most < Integer.MAX_VALUE -> new Standing.Failed(why);
            case TaskEnd.Refused(var why) -> again(known, attempt, before, why, now);
            case TaskEnd.Failed(var why) when attempt - before >= most -> new Standing.Failed(why);
            case TaskEnd.Failed(var why) -> again(known, attempt, before, why, now);
        };
    }

    private static Standing again(Asked known, int attempt, int before, Because why, Instant now) {
        var at = known.endedAt().plus(pause(attempt - before));
        return now.isBefore(at) ? new Standing.Waiting(at, why) : new Standing.Open(attempt + 1);
    }

    private static Duration pause(int failures) {
        var pause = PAUSE.multipliedBy(1L << Math.min(failures - 1, 5));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** When the next attempt is due, if one is. */
    public Optional<Instant> retryAt() {
        return asked.entrySet().stream()
                .filter(one -> one.getValue()
                        .end()
                        .filter(end -> !(end instanceof TaskEnd.Done))
                        .isPresent())
                .map(Map.Entry::getValue)
                .map(one -> one.endedAt()
                        .plus(pause(one.id().attempt()
                                - attempts.getOrDefault(one.id().work(), 0))))
                .min(Instant::compareTo);
    }
}
