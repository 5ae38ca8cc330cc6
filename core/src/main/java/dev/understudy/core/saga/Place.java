package dev.understudy.core.saga;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;

/**
 * Where a service is: its shares, its sizes and its writer.
 *
 * @param weights share of each zone
 * @param provision sizes and writer
 */
public record Place(Weights weights, Provision provision) {}
