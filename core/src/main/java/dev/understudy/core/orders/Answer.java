package dev.understudy.core.orders;

import java.time.Instant;

/**
 * What the leader says to an order.
 *
 * @param order number of the order
 * @param verdict what becomes of it
 * @param text the plan, or the sentence that says why not
 * @param at when
 */
public record Answer(long order, Verdict verdict, String text, Instant at) {
    /** What becomes of an order. */
    public enum Verdict {
        /** The text is the plan; nothing else happens. */
        PLANNED,
        /** It is being done. */
        ACCEPTED,
        /** It waits for a second person. */
        NEEDS_APPROVAL,
        /** It is not done. */
        REFUSED
    }
}
