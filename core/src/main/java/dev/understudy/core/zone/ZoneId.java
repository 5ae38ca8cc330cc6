package dev.understudy.core.zone;

import java.util.regex.Pattern;

/**
 * Names a zone: a place that fails as one.
 *
 * @param value 1 to 63 characters: lower-case letters, digits and inner hyphens, as in a DNS label (RFC 1123)
 */
public record ZoneId(String value) implements Comparable<ZoneId> {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public ZoneId {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "zone id is \"" + value + "\"; allowed: 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    @Override
    public int compareTo(ZoneId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
