package dev.understudy.core.orders;

import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Optional;

/**
 * A person's word to the agents, recorded in the ledger.
 *
 * @param what is ordered
 * @param service whom it is about; empty for all services of the stack
 * @param owner who gave it
 * @param reason why, in the owner's words, 1 to 500 characters
 * @param at when it was given
 * @param expires when it ends by itself; empty for never
 */
public record Order(
        What what, Optional<ServiceId> service, Author owner, String reason, Instant at, Optional<Instant> expires) {
    /** What a person can order. */
    public sealed interface What {
        /** No migration begins but an evacuation; one that is under way goes on. */
        record Hold() implements What {}

        /** The service stays in this zone, or goes there, and is not moved from it by the agents, even to save it. */
        record Pin(ZoneId zone) implements What {}

        /** A migration under way stays where it is, and none begins; an evacuation does both. */
        record Pause() implements What {}

        /** No agent changes anything of any service, even to save it; whatever the order says of a service. */
        record Stop() implements What {}

        /**
         * Move the service.
         *
         * @param to where to
         * @param dryRun whether only the plan is asked for
         * @param force whether guardrails that a person may overrule are overruled; a second person must approve
         */
        record Migrate(ZoneId to, boolean dryRun, boolean force) implements What {}

        /** Undo the migration under way, or the last one while the old zone is still warm. */
        record RollBack() implements What {}

        /** Practise a migration there and back. */
        record Drill() implements What {}

        /**
         * Approves what waits for it.
         *
         * @param subject number of an order that waits for a second person, or name of a migration that waits to retire
         */
        record Approve(String subject) implements What {}

        /**
         * Ends an order before its time.
         *
         * @param order its number
         */
        record Release(long order) implements What {}
    }

    public Order {
        if (reason.isBlank() || reason.length() > 500) {
            throw new IllegalArgumentException("reason is " + reason.length() + " characters long; allowed: 1 to 500");
        }
    }
}
