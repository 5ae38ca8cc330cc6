package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One move of a service from a zone to another: what stays the same from its first state to its last.
 *
 * @param id its name
 * @param kind how faults are met
 * @param from the zone that loses the traffic
 * @param to the zone that gains it
 * @param origin weights, sizes and writer before it began, to go back to
 * @param goal weights, sizes and writer where it ends
 * @param homeward whether that is where all lives when all is well
 * @param base number of the revision it was decided on; 0 when there was none
 * @param takes what it takes of what all migrations share
 * @param startedAt when it was decided
 * @param by who wanted it: an agent for an automatic one, a person for one that was ordered
 * @param order number of the order that began it; 0 for none
 * @param forced whether it overrules the guardrails that a person may overrule
 * @param why in one sentence
 * @param givenUp what an evacuation went without, a sentence each
 * @param history what the service has been through so far, this migration included
 */
public record Migration(
        MigrationId id,
        Kind kind,
        ZoneId from,
        ZoneId to,
        Place origin,
        Place goal,
        boolean homeward,
        long base,
        Reservation takes,
        Instant startedAt,
        Author by,
        long order,
        boolean forced,
        Because why,
        List<Because> givenUp,
        History history) {
    /** How a migration meets a fault. */
    public enum Kind {
        /** Stops at the first fault and goes back. */
        PLANNED,
        /** The zone it leaves is failing: does what can be done and says what it gave up. */
        EVACUATION,
        /** Practice: a planned migration there and back. */
        DRILL
    }

    /** More sentences about what was given up say nothing new. */
    private static final int MOST_GIVEN_UP = 8;

    public Migration {
        givenUp = List.copyOf(givenUp);
    }

    /** Whether the agents began it because of what they measured, so that they may also change their mind. */
    boolean automatic() {
        return by.kind() == Author.Kind.AGENT && kind == Kind.PLANNED;
    }

    /** The same, in a hurry now. */
    Migration evacuating(Because gone) {
        return new Migration(
                        id,
                        Kind.EVACUATION,
                        from,
                        to,
                        origin,
                        goal,
                        homeward,
                        base,
                        takes,
                        startedAt,
                        by,
                        order,
                        forced,
                        why,
                        givenUp,
                        history)
                .without(gone);
    }

    /** The same, going without something. */
    Migration without(Because gone) {
        if (givenUp.contains(gone) || givenUp.size() >= MOST_GIVEN_UP) {
            return this;
        }
        var all = new ArrayList<>(givenUp);
        all.add(gone);
        return new Migration(
                id, kind, from, to, origin, goal, homeward, base, takes, startedAt, by, order, forced, why, all,
                history);
    }

    /** The same with more behind it. */
    Migration having(History now) {
        return new Migration(
                id, kind, from, to, origin, goal, homeward, base, takes, startedAt, by, order, forced, why, givenUp,
                now);
    }
}
