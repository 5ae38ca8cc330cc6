package dev.understudy.core.migrate;

import dev.understudy.core.zone.ZoneId;

/**
 * A step of traffic from a zone to another, as the gate sees it.
 *
 * @param from the zone that loses traffic
 * @param to the zone that gains it
 * @param p95BeforeMillis 95th percentile of the target's latency before the first step, milliseconds; 0 where not known
 * @param dataFollows whether the writer of the data goes there too, so that its standby there must keep up
 * @param leg the step it is at
 */
public record Trip(ZoneId from, ZoneId to, double p95BeforeMillis, boolean dataFollows, Leg leg) {}
