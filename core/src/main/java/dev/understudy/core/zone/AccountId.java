package dev.understudy.core.zone;

import java.util.regex.Pattern;

/**
 * Names a tenant. Many services may share one account.
 *
 * @param value 1 to 63 characters: lower-case letters, digits and inner hyphens, as in a DNS label (RFC 1123)
 */
public record AccountId(String value) implements Comparable<AccountId> {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public AccountId {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "account id is \"" + value + "\"; allowed: 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
