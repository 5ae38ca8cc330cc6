package dev.understudy.core.saga;

import java.time.Instant;

/**
 * A task that has ended.
 *
 * @param task its name
 * @param askedAt when it was asked for
 * @param endedAt when it ended
 * @param end how
 */
public record Performed(TaskId task, Instant askedAt, Instant endedAt, TaskEnd end) {}
