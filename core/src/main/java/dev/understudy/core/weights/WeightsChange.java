package dev.understudy.core.weights;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ServiceId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of weights that somebody asks the ledger to record.
 *
 * @param service whose weights
 * @param weights what they shall be
 * @param fence epoch of the lease it was decided under; {@link Fence#NONE} for a person, who needs no lease
 * @param author who asks
 * @param reason why, in one sentence
 * @param evidence what was known at the time, by a name that ends in its unit
 * @param provision sizes and writer that go with the weights
 */
public record WeightsChange(
        ServiceId service,
        Weights weights,
        Fence fence,
        Author author,
        Because reason,
        SortedMap<String, Double> evidence,
        Provision provision) {
    public WeightsChange {
        evidence = Collections.unmodifiableSortedMap(new TreeMap<>(evidence));
    }

    /** A change of weights alone; sizes and writer are as the program declares them. */
    public WeightsChange(
            ServiceId service,
            Weights weights,
            Fence fence,
            Author author,
            Because reason,
            SortedMap<String, Double> evidence) {
        this(service, weights, fence, author, reason, evidence, Provision.AS_DECLARED);
    }
}
