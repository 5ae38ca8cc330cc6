package dev.understudy.calendars;

import biweekly.component.VEvent;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;

/**
 * Dates without a time. The library reads and expands them in the zone of this machine, which the calendar does not mean;
 * here they become the time of midnight in UTC, and a rule is expanded there, so that a day is the same day everywhere.
 */
final class WholeDays {
    private WholeDays() {}

    /** The day that the calendar writes. */
    static LocalDate day(ICalDate date) {
        var raw = date.getRawComponents();
        return LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate());
    }

    /** Puts every date without a time that the rule of an event is made of at midnight in UTC. */
    static void inUtc(VEvent event) {
        event.getDateStart().setValue(inUtc(event.getDateStart().getValue()));
        event.getExceptionDates().forEach(list -> list.getValues().replaceAll(WholeDays::inUtc));
        event.getRecurrenceDates().forEach(list -> list.getDates().replaceAll(WholeDays::inUtc));
        if (event.getRecurrenceRule() != null) {
            var rule = event.getRecurrenceRule().getValue();
            if (rule.getUntil() != null) {
                event.getRecurrenceRule()
                        .setValue(new Recurrence.Builder(rule)
                                .until(inUtc(rule.getUntil()))
                                .build());
            }
        }
    }

    private static ICalDate inUtc(ICalDate date) {
        return date.hasTime()
                ? date
                : new ICalDate(Date.from(day(date).atStartOfDay(ZoneOffset.UTC).toInstant()), true);
    }
}
