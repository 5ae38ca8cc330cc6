package dev.understudy.clouds.local;

import dev.understudy.core.zone.ZoneId;

/**
 * An agent that was placed.
 *
 * @param address {@code host:port} it listens on
 * @param pid its process
 */
public record AgentInfo(ZoneId zone, String address, long pid) {}
