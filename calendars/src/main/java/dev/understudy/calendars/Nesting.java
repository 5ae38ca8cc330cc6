package dev.understudy.calendars;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;

/**
 * Checks that what begins in a calendar ends. The library takes a torn file for a short one, and the freeze in the torn
 * part for none.
 */
final class Nesting {
    private static final int DEPTH_MAX = 8;

    private Nesting() {}

    static void check(Path file, String text) {
        var open = new ArrayDeque<String>();
        int number = 0;
        int calendars = 0;
        for (String line : text.lines().toList()) {
            number++;
            var upper = line.strip().toUpperCase(Locale.ROOT);
            if (line.startsWith(" ") || line.startsWith("\t")) {
                continue; // goes on with the line before
            }
            if (upper.startsWith("BEGIN:")) {
                String name = upper.substring("BEGIN:".length());
                if (open.isEmpty() && !name.equals("VCALENDAR")) {
                    throw fault(file, number, "begins " + name + " outside of a VCALENDAR");
                }
                open.push(name);
                calendars += open.size() == 1 ? 1 : 0;
                if (open.size() > DEPTH_MAX) {
                    throw fault(file, number, "is nested more than " + DEPTH_MAX + " deep");
                }
            } else if (upper.startsWith("END:")) {
                String name = upper.substring("END:".length());
                if (open.isEmpty() || !open.pop().equals(name)) {
                    throw fault(file, number, "ends " + name + ", which is not what began last");
                }
            } else if (open.isEmpty() && !upper.isEmpty()) {
                throw fault(file, number, "is outside of a VCALENDAR; the file is no calendar");
            }
        }
        if (!open.isEmpty()) {
            throw fault(file, number, "is the last, and " + open.peek() + " has not ended: the file is torn");
        }
        if (calendars == 0) {
            throw new CalendarFault("calendar " + file + " is empty; allowed: one VCALENDAR or more");
        }
    }

    private static CalendarFault fault(Path file, int line, String what) {
        return new CalendarFault("calendar " + file + " line " + line + " " + what);
    }
}
