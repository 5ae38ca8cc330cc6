package dev.understudy.cli.demo;

import dev.understudy.core.weights.Weights;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of the traffic, from the weather that caused it to the balancer that carries it.
 *
 * @param revision number of the revision
 * @param weights what was asked for
 * @param reason the sentence
 * @param author who asked
 * @param degradedAt when the weather changed that this move answers; empty for a move that answers none
 * @param decidedAt when the leader decided
 * @param recordedAt when the ledger had it
 * @param appliedAt when the reconciler had read the balancer back; empty until then
 * @param observedAt when the demo first saw it in force at the balancer; empty until then
 * @param update number of the engine's update; empty until then
 * @param measured what the services served while it was in force; empty until the next one
 */
record Move(
        long revision,
        Weights weights,
        String reason,
        String author,
        Optional<Instant> degradedAt,
        Instant decidedAt,
        Instant recordedAt,
        Optional<Instant> appliedAt,
        Optional<Instant> observedAt,
        Optional<Integer> update,
        Optional<MeasuredShare> measured) {}
