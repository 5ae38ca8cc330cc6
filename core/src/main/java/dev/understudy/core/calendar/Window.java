package dev.understudy.core.calendar;

import java.time.Instant;

/**
 * A span of time from a calendar.
 *
 * @param kind what it means
 * @param name what the calendar calls it
 * @param from first moment
 * @param until first moment after it
 */
public record Window(Kind kind, String name, Instant from, Instant until) {
    /** What a window means. */
    public enum Kind {
        /** No planned migration begins or goes on to another step. */
        FREEZE,
        /** Planned migrations begin only inside such windows, when a calendar has any. */
        MAINTENANCE
    }

    public Window {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "window \"" + name + "\" ends at " + until + ", not after its start " + from);
        }
    }

    public boolean holdsAt(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }
}
