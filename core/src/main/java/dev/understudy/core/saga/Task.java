package dev.understudy.core.saga;

import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;

/**
 * A piece of work that takes time and touches the world. It is asked for after the journal has its state, may be asked
 * for again by another leader, and must then go on where it was or find itself done.
 */
public sealed interface Task {
    TaskId id();

    /** Epoch of the leader that asks; whoever has seen a newer one refuses. */
    Fence fence();

    /**
     * Copies data ahead: the database's standby in {@code to} is made or caught up.
     *
     * @param to where the data goes
     */
    record PreCopy(TaskId id, Fence fence, ZoneId from, ZoneId to) implements Task {}

    /** Opens pools in the zone, sends warm-up requests, checks that every instance is ready. */
    record Connect(TaskId id, Fence fence, ZoneId zone) implements Task {}

    /**
     * Makes the database in {@code to} the writer: clients are held, the old writer is fenced, the most advanced
     * standby promoted, clients let go.
     *
     * @param forced whether the old writer may be beyond reach, and unacknowledged or asynchronous writes be given up
     * @param pauseMax how long clients are held at most; when it cannot be kept, the old writer goes on
     */
    record CutOver(TaskId id, Fence fence, ZoneId from, ZoneId to, boolean forced, Duration pauseMax) implements Task {}

    /** Makes the database of a zone a standby of the writer again: rewound, or copied anew. */
    record Rejoin(TaskId id, Fence fence, ZoneId zone, ZoneId writer) implements Task {}

    /** Waits until nothing is in flight to a zone any more. */
    record Drain(TaskId id, Fence fence, ZoneId zone) implements Task {}

    /** Puts a recorded revision in force at the balancer at once; for an evacuation only. */
    record FastLane(TaskId id, Fence fence, WeightsRevision revision) implements Task {}

    /** Changes how writes are acknowledged. */
    record Replicate(TaskId id, Fence fence, ReplicationSetting setting) implements Task {}

    /** Finds what differs between primary and shadow, and mends it. */
    record Refresh(TaskId id, Fence fence, ZoneId zone) implements Task {}
}
