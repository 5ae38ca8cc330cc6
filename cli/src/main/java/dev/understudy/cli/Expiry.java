package dev.understudy.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Spans and ends of time as people write them. */
final class Expiry {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(s|m|h|d)");
    private static final String ALLOWED = "; allowed: a duration such as 90m, 2h, 3d or PT2H, or an instant such as "
            + "2026-12-24T08:00:00Z, 1 s to 366 days from now";

    private Expiry() {}

    /**
     * When something ends, rounded up to a whole second.
     *
     * @param option what the text was given as, for the fault
     * @param text a duration from now, or an instant
     */
    static Instant parse(String option, String text, Instant now) {
        Instant end;
        try {
            end = text.contains("T") && !text.startsWith("P") ? Instant.parse(text) : now.plus(span(text));
        } catch (DateTimeException | ArithmeticException fault) {
            throw new UsageException(option + " is \"" + text + "\"" + ALLOWED, fault);
        }
        var left = Duration.between(now, end);
        if (left.compareTo(SHORTEST) < 0 || left.compareTo(LONGEST) > 0) {
            throw new UsageException(option + " is \"" + text + "\", which is " + end + ALLOWED);
        }
        return end.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }

    /** A duration of 1 s to 366 days. */
    static Duration duration(String option, String text) {
        try {
            var span = span(text);
            if (span.compareTo(SHORTEST) >= 0 && span.compareTo(LONGEST) <= 0) {
                return span;
            }
        } catch (DateTimeException | ArithmeticException fault) {
            throw new UsageException(
                    option + " is \"" + text + "\"; allowed: a duration such as 90s, 30m or PT2H", fault);
        }
        throw new UsageException(option + " is \"" + text + "\"; allowed: 1 s to 366 days");
    }

    private static Duration span(String text) {
        var written = SHORT.matcher(text);
        if (!written.matches()) {
            return Duration.parse(text);
        }
        long number = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
