package dev.understudy.core.signal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something announced: from then until then, trouble in these places.
 *
 * @param id as its source calls it; the same id again is the same thing, perhaps changed
 * @param kind what it is
 * @param areas where; it concerns a zone that any of them holds
 * @param from when it begins, or began
 * @param until when it ends; empty where nobody has said
 * @param severity how bad and how sure, 0 to 1, by the words of its source
 * @param source name of the feed
 * @param observedAt when it was read
 * @param title for a person, on one line, at most {@link #TITLE_MAX} characters
 */
public record Signal(
        String id,
        Kind kind,
        List<Area> areas,
        Instant from,
        Optional<Instant> until,
        double severity,
        String source,
        Instant observedAt,
        String title) {
    public static final int TITLE_MAX = 200;

    private static final int ID_MAX = 500;
    private static final double SEVERE = 0.5;

    /** What is announced. */
    public enum Kind {
        MAINTENANCE,
        INCIDENT,
        WEATHER,
        /** Networks of a country or a carrier are cut off, by cable or by order. */
        CONNECTIVITY
    }

    public Signal {
        areas = List.copyOf(areas);
        if (id.isEmpty() || id.length() > ID_MAX) {
            throw new IllegalArgumentException(
                    "id of a signal of " + source + " has " + id.length() + " characters; allowed: 1 to " + ID_MAX);
        }
        if (!(severity >= 0 && severity <= 1)) {
            throw new IllegalArgumentException("severity of " + id + " is " + severity + "; allowed: 0 to 1");
        }
        if (until.isPresent() && until.get().isBefore(from)) {
            throw new IllegalArgumentException(
                    "signal " + id + " ends at " + until.get() + ", before it begins at " + from);
        }
        title = oneLine(title);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= TITLE_MAX ? line : line.substring(0, TITLE_MAX);
    }

    /**
     * The name under which announcements like this one are graded: by source and kind, and what is minor apart, since its
     * source says itself that less will come of it.
     */
    public String gradedAs() {
        return source + "/" + kind.name().toLowerCase(Locale.ROOT) + (severity < SEVERE ? "/minor" : "");
    }

    /** Whether it holds at some moment of a span of time. */
    public boolean touches(Instant begin, Instant end) {
        return !from.isAfter(end) && until.map(begin::isBefore).orElse(true);
    }

    /** The sentence for a person. */
    public String words() {
        return switch (kind) {
                    case MAINTENANCE -> "maintenance";
                    case INCIDENT -> "an incident";
                    case WEATHER -> "weather";
                    case CONNECTIVITY -> "an outage of networks";
                }
                + " from " + from + until.map(end -> " until " + end).orElse("") + " (" + source + ": " + title + ")";
    }
}
