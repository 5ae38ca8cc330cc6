package dev.understudy.clouds.local;

import dev.understudy.core.zone.ZoneId;

/**
 * The agent of a zone.
 *
 * @param zone where it runs; it must exist
 * @param configJson its whole configuration, one JSON object
 */
public record AgentSpec(ZoneId zone, String configJson) {}
