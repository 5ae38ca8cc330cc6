package dev.understudy.core.saga;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.Situation;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.Works.Standing;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a state of the saga is judged by.
 *
 * @param now everything measured and recorded
 * @param head the newest revision
 * @param works the tasks asked for
 * @param rounds progress of a pre-copy, the newest of each round, the oldest round first
 * @param orders what people have ordered and forbidden
 * @param windows when planned migrations may begin
 * @param declaredAt since when the service is known, at the latest
 * @param refused the order whose migration the ledger refuses to begin
 * @param author who would sign
 * @param fence epoch to ask for tasks under; {@link Fence#NONE} where this agent does not lead
 * @param warnings what is announced, and whether the stated probabilities hold
 */
public record Scene(
        Situation now,
        Optional<WeightsRevision> head,
        Works works,
        List<CopyProgress> rounds,
        Orders.Live orders,
        Windows windows,
        Instant declaredAt,
        Optional<Refused> refused,
        Author author,
        Fence fence,
        Warnings warnings) {
    /**
     * An order whose migration the ledger refuses to begin.
     *
     * @param why what the ledger says
     */
    public record Refused(long order, String why) {}

    Instant at() {
        return now.now();
    }

    Weights weights() {
        return now.weights();
    }

    Provision provision() {
        return now.provision();
    }

    /** Weights, sizes and writer as recorded. */
    Place place() {
        return new Place(weights(), provision());
    }

    long headNumber() {
        return head.map(WeightsRevision::number).orElse(0L);
    }

    /** Whether the newest revision was read back from the balancer, or there is none. */
    boolean inForce() {
        return now.leg().map(leg -> leg instanceof Leg.InForce).orElse(true);
    }

    /** Whether a state has lasted longer than the policy's patience. */
    boolean overdue(MigrationState state) {
        return tooLong(state.since());
    }

    private boolean tooLong(Instant since) {
        return Duration.between(since, at()).compareTo(now.policy().saga().patience()) > 0;
    }

    Because overdueBecause(MigrationState state) {
        return new Because(state.phase() + " took longer than {patienceSeconds} s", Map.of("patienceSeconds", (double)
                now.policy().saga().patience().toSeconds()));
    }

    /**
     * Has a work of a migration done: asks for it, waits for it, tries it again.
     *
     * @param task makes the task from its name and the fence
     * @param then what follows once it is done
     * @param orElse what follows when it cannot be done
     */
    Plan have(
            MigrationState.Moving state,
            String work,
            BiFunction<TaskId, Fence, Task> task,
            Function<Because, Plan> then,
            Function<Because, Plan> orElse) {
        return have(works.of(work, fence, at()), state, work, task, then, orElse);
    }

    /** As {@link #have}, but never gives up. */
    Plan haveAtLast(
            MigrationState.Moving state,
            String work,
            BiFunction<TaskId, Fence, Task> task,
            Function<Because, Plan> then) {
        return have(
                works.untilDone(work, fence, at()), state, work, task, then, why -> Plan.hold(why, Plan.Topic.TROUBLE));
    }

    private Plan have(
            Standing standing,
            MigrationState.Moving state,
            String work,
            BiFunction<TaskId, Fence, Task> task,
            Function<Because, Plan> then,
            Function<Because, Plan> orElse) {
        var id = state.migration().id();
        return switch (standing) {
            case Standing.Open(int attempt) ->
                Plan.perform(
                        task.apply(new TaskId(id.toString(), work, attempt), fence),
                        state.phase(),
                        Because.of(work + " of migration " + id + " is to be done"));
            case Standing.Running(var since) when tooLong(since) -> orElse.apply(overdueBecause(state));
            case Standing.Running(var since) ->
                Plan.hold(
                        new Because(
                                work + " of migration " + id + " is under way for {waitedSeconds} s",
                                Map.of("waitedSeconds", (double)
                                        Duration.between(since, at()).toSeconds())),
                        Plan.Topic.UNDER_WAY);
            case Standing.Waiting waiting ->
                Plan.hold(Because.of(work + " is tried again soon").and(waiting.because()), Plan.Topic.TROUBLE);
            case Standing.Done(var why) -> then.apply(why);
            case Standing.Failed(var why) -> orElse.apply(why);
        };
    }
}
