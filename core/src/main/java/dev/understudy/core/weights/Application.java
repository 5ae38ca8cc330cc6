package dev.understudy.core.weights;

import dev.understudy.core.zone.ServiceId;
import java.time.Instant;

/**
 * The reconciler's word that a revision reached the balancer.
 *
 * @param revision number of the revision applied
 * @param service whose weights
 * @param update number of the engine's update that applied it, as in {@code pulumi stack history}; 0 when none was
 *     needed because the weights were in force already
 * @param startedAt when the update began
 * @param appliedAt when the balancer had been read back
 */
public record Application(long revision, ServiceId service, int update, Instant startedAt, Instant appliedAt) {}
