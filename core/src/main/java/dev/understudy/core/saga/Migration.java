package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;

/**
 * One move of a service from a zone to another: what stays the same from its first state to its last.
 *
 * @param id its name
 * @param kind how faults are met
 * @param from the zone that loses the traffic
 * @param to the zone that gains it
 * @param origin weights before it began, to go back to
 * @param originProvision sizes and writer before it began, to go back to
 * @param goal weights where it ends
 * @param startedAt when it was decided
 * @param by who wanted it: an agent for an automatic one, a person for one that was ordered
 * @param why in one sentence
 * @param givenUp what an evacuation went without, a sentence each
 */
public record Migration(
        MigrationId id,
        Kind kind,
        ZoneId from,
        ZoneId to,
        Weights origin,
        Provision originProvision,
        Weights goal,
        Instant startedAt,
        Author by,
        Because why,
        List<Because> givenUp) {
    /** How a migration meets a fault. */
    public enum Kind {
        /** Stops at the first fault and goes back. */
        PLANNED,
        /** The zone it leaves is failing: does what can be done and says what it gave up. */
        EVACUATION,
        /** Practice: a planned migration there and back. */
        DRILL
    }

    public Migration {
        givenUp = List.copyOf(givenUp);
    }
}
