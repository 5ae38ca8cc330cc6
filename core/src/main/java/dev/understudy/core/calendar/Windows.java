package dev.understudy.core.calendar;

import java.time.Instant;
import java.util.List;

/**
 * The windows near now, as the calendars say.
 *
 * @param windows those that touch the time from {@code readAt} to {@code until}
 * @param readAt when the calendars were read
 * @param until up to when the windows are complete
 * @param maintenanceOnly whether planned migrations may begin in maintenance windows only
 */
public record Windows(List<Window> windows, Instant readAt, Instant until, boolean maintenanceOnly) {
    /** No calendar: anything at any time. */
    public static final Windows NONE = new Windows(List.of(), Instant.EPOCH, Instant.MAX, false);

    public Windows {
        windows = List.copyOf(windows);
    }
}
