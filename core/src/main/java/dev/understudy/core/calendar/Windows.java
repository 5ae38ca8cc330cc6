package dev.understudy.core.calendar;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The windows near now, as the calendars say. An evacuation does not ask them.
 *
 * @param windows those that touch the time from {@code readAt} to {@code until}
 * @param readAt when the calendars were read
 * @param until up to when the windows are complete
 * @param maintenanceOnly whether planned migrations may begin in maintenance windows only
 */
public record Windows(List<Window> windows, Instant readAt, Instant until, boolean maintenanceOnly) {
    /** No calendar: anything at any time. */
    public static final Windows NONE = new Windows(List.of(), Instant.EPOCH, Instant.MAX, false);

    /** There are calendars, and none could be read yet: nothing planned moves. */
    public static final Windows UNREAD = new Windows(List.of(), Instant.EPOCH, Instant.EPOCH, false);

    /** Age at which a reading no longer counts: a freeze may have been entered since. */
    public static final Duration STALE_AFTER = Duration.ofDays(1);

    public Windows {
        windows = windows.stream()
                .sorted(Comparator.comparing(Window::from)
                        .thenComparing(Window::until)
                        .thenComparing(Window::name))
                .toList();
    }

    /** Why no planned migration may begin now. */
    public Optional<Because> blocksStart(Instant now) {
        return blocksStep(now).or(() -> outsideMaintenance(now));
    }

    /** Why a planned migration under way may not take another step now: the end of maintenance is no reason. */
    public Optional<Because> blocksStep(Instant now) {
        return stale(now).or(() -> frozen(now));
    }

    private Optional<Because> stale(Instant now) {
        if (until.equals(Instant.MAX)) {
            return Optional.empty();
        }
        if (until.equals(Instant.EPOCH)) {
            return Optional.of(
                    Because.of("the calendars could not be read yet; there may be a freeze that is not known,"
                            + " so nothing planned moves"));
        }
        var end = readAt.plus(STALE_AFTER).isBefore(until) ? readAt.plus(STALE_AFTER) : until;
        return now.isBefore(end)
                ? Optional.empty()
                : Optional.of(Because.of("the calendars were last read at " + readAt + " and count until " + end
                        + "; there may be a freeze that is not known, so nothing planned moves"));
    }

    private Optional<Because> frozen(Instant now) {
        return windows.stream()
                .filter(window -> window.kind() == Window.Kind.FREEZE && window.holdsAt(now))
                .max(Comparator.comparing(Window::until))
                .map(window -> Because.quoting("frozen until " + window.until() + ": " + window.name()));
    }

    private Optional<Because> outsideMaintenance(Instant now) {
        if (!maintenanceOnly || windows.stream().anyMatch(window -> isMaintenance(window) && window.holdsAt(now))) {
            return Optional.empty();
        }
        var next = windows.stream()
                .filter(window -> isMaintenance(window) && window.from().isAfter(now))
                .findFirst();
        return Optional.of(Because.quoting("outside of maintenance windows; "
                + next.map(window -> "the next begins at " + window.from() + ": " + window.name())
                        .orElse("none begins before " + until)));
    }

    private static boolean isMaintenance(Window window) {
        return window.kind() == Window.Kind.MAINTENANCE;
    }
}
