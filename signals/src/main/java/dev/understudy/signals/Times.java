package dev.understudy.signals;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Times in the forms that feeds write them: ISO 8601 with an offset, RFC 1123, or seconds since 1970. */
final class Times {
    private static final double LATEST_SECONDS = 253_402_300_799.0; // the end of the year 9999

    private Times() {}

    static Instant of(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            try {
                return OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            } catch (DateTimeException _) {
                throw new IllegalArgumentException("time is \"" + shown(text)
                        + "\"; allowed: ISO 8601 with an offset, RFC 1123, or seconds since 1970");
            }
        }
    }

    /** The time in a field that must be there. */
    static Instant required(JsonNode item, String field) {
        return optional(item, field).orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }

    /** The time in a field; empty where it is missing, null or an empty text. */
    static Optional<Instant> optional(JsonNode item, String field) {
        var there = item.get(field);
        if (there == null
                || there.isNull()
                || there.isString() && there.stringValue().isEmpty()) {
            return Optional.empty();
        }
        if (there.isNumber()) {
            double seconds = there.doubleValue();
            if (!(Math.abs(seconds) <= LATEST_SECONDS)) {
                throw new IllegalArgumentException(field + " is " + there + "; allowed: seconds since 1970");
            }
            return Optional.of(Instant.ofEpochMilli(Math.round(seconds * 1_000)));
        }
        if (!there.isString()) {
            throw new IllegalArgumentException(field + " is no time");
        }
        return Optional.of(of(there.stringValue()));
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
