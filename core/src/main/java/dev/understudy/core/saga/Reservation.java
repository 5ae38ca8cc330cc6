package dev.understudy.core.saga;

import dev.understudy.core.zone.ZoneId;

/**
 * What a migration takes of what all migrations of a stack share, for as long as it is under way.
 *
 * @param zone where capacity is taken
 * @param instances how many instances are added there, 0 or more
 * @param requestsPerSecond traffic that is being moved, 0 or more
 */
public record Reservation(ZoneId zone, int instances, double requestsPerSecond) {}
