package dev.understudy.agent.store;

import dev.understudy.core.migrate.Decision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;

/**
 * A decision as it is kept.
 *
 * @param number position in this agent's run, from 1
 * @param at when it was made
 * @param zone of the agent that made it
 * @param service it is about
 * @param decision the decision with its numbers
 * @param sentence the decision for a person
 */
public record DecisionRecord(
        long number, Instant at, ZoneId zone, ServiceId service, Decision decision, String sentence) {}
