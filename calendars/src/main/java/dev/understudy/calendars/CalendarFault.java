package dev.understudy.calendars;

/** A calendar that cannot be understood, in one sentence that names the file and the place in it. */
final class CalendarFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalendarFault(String message) {
        super(message);
    }
}
