package dev.understudy.core.zone;

import java.util.regex.Pattern;

/**
 * Names a shadowed service within its stack.
 *
 * @param value 1 to 63 characters: lower-case letters, digits and inner hyphens, as in a DNS label (RFC 1123)
 */
public record ServiceId(String value) implements Comparable<ServiceId> {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public ServiceId {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "service name is \"" + value + "\"; allowed: 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    @Override
    public int compareTo(ServiceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
