package dev.understudy.core.saga;

/**
 * There is no room for what a journal entry reserves, or people have forbidden it.
 *
 * @param limit what is used up, or stands against it
 * @param why in one sentence, with who has it or who ordered it
 */
public record OverLimit(Limit limit, String why) {
    /** What all migrations of a stack share. */
    public enum Limit {
        /** How many are under way. */
        MIGRATIONS,
        /** Traffic that is under way. */
        TRAFFIC,
        /** Instances that a zone may get. */
        ZONE_INSTANCES,
        /** None: what is to be reserved is no amount. */
        RESERVATION,
        /** None: a person's order stands against it. */
        ORDERS
    }
}
