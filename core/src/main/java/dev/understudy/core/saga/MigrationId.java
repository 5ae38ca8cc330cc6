package dev.understudy.core.saga;

import dev.understudy.core.zone.ServiceId;

/**
 * Names one migration of a service within its stack.
 *
 * @param service whose migration
 * @param ordinal 1 for the first migration of the service, rising by one
 */
public record MigrationId(ServiceId service, long ordinal) {
    public MigrationId {
        if (ordinal < 1) {
            throw new IllegalArgumentException("migration ordinal is " + ordinal + "; allowed: 1 or more");
        }
    }

    /** Reads what {@link #toString} writes, such as {@code shop-7}. */
    public static MigrationId parse(String text) {
        int dash = text.lastIndexOf('-');
        try {
            return new MigrationId(
                    new ServiceId(text.substring(0, Math.max(0, dash))), Long.parseLong(text.substring(dash + 1)));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "migration is \"" + text + "\"; allowed: SERVICE-NUMBER, such as shop-7");
        }
    }

    @Override
    public String toString() {
        return service + "-" + ordinal;
    }
}
