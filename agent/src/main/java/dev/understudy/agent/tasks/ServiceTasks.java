package dev.understudy.agent.tasks;

import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** Does the tasks of one service with what it has: instances, a balancer, perhaps a database. */
public final class ServiceTasks implements Tasks.Work {
    private final Optional<DataReplica> data;
    private final Optional<LoadBalancer> admin;
    private final Warmth warmth;
    private final Drain drain;
    private final Refresh refresh;

    /**
     * @param data its database; empty when it keeps nothing
     * @param balancer its balancer, to look at
     * @param admin the same, to change; empty when this agent may not
     * @param wanted instances that shall run in a zone, 0 where nobody says
     * @param patience how long a task may wait for the world
     */
    public ServiceTasks(
            Instances instances,
            Optional<DataReplica> data,
            LoadBalancer balancer,
            Optional<LoadBalancer> admin,
            ToIntFunction<ZoneId> wanted,
            Refresh refresh,
            Duration patience) {
        this.data = data;
        this.admin = admin;
        this.warmth = new Warmth(instances, wanted, patience);
        this.drain = new Drain(instances, balancer, patience);
        this.refresh = refresh;
    }

    @Override
    public TaskEnd perform(Task task, Tasks.Mandate mandate, Consumer<CopyProgress> progress)
            throws InterruptedException {
        return switch (task) {
            case Task.PreCopy copy ->
                data.map(replica -> replica.preCopy(copy.to(), copy.fence(), progress))
                        .orElseGet(() -> new TaskEnd.Done(nothingKept()));
            case Task.Connect connect -> connect(connect, mandate);
            case Task.CutOver cut -> cutOver(cut, mandate);
            case Task.Rejoin rejoin ->
                data.map(replica -> replica.rejoin(rejoin.zone(), rejoin.fence()))
                        .orElseGet(() -> new TaskEnd.Done(nothingKept()));
            case Task.Drain wait -> drain.await(wait.zone(), mandate);
            case Task.FastLane lane -> fastLane(lane, mandate);
            case Task.Replicate replicate ->
                data.map(replica -> replica.acknowledge(replicate.setting(), replicate.fence()))
                        .orElseGet(() -> new TaskEnd.Refused(nothingKept()));
            case Task.Refresh wanted -> refresh.mend(wanted, mandate);
        };
    }

    private TaskEnd connect(Task.Connect connect, Tasks.Mandate mandate) throws InterruptedException {
        if (data.isPresent()
                && data.get().connect(connect.zone(), connect.fence()) instanceof TaskEnd notDone
                && !(notDone instanceof TaskEnd.Done)) {
            return notDone;
        }
        return warmth.warm(connect.zone(), mandate);
    }

    private TaskEnd cutOver(Task.CutOver cut, Tasks.Mandate mandate) {
        if (data.isEmpty()) {
            return new TaskEnd.Done(nothingKept());
        }
        if (!mandate.holds()) {
            return new TaskEnd.Refused(notLeading());
        }
        return data.get().cutOver(cut.from(), cut.to(), cut.forced(), cut.pauseMax(), cut.fence());
    }

    private TaskEnd fastLane(Task.FastLane lane, Tasks.Mandate mandate) {
        var revision = lane.revision();
        var number = Map.of("revisionNumber", (double) revision.number());
        if (admin.isEmpty()) {
            return new TaskEnd.Refused(new Because(
                    "revision {revisionNumber} waits for the next update: this agent has no admin address of the balancer",
                    number));
        }
        if (!mandate.holds()) {
            return new TaskEnd.Refused(notLeading());
        }
        return switch (admin.get().apply(revision)) {
            case Applied.Done(var _, boolean changed) ->
                new TaskEnd.Done(new Because(
                        changed
                                ? "revision {revisionNumber} is in force at the balancer"
                                : "revision {revisionNumber} was in force at the balancer already",
                        number));
            case Applied.Stale(long newer, long epoch) ->
                new TaskEnd.Refused(new Because(
                        "revision {revisionNumber} is not put in force: the balancer carries revision {newerNumber}"
                                + " under epoch {newerEpoch}",
                        Map.of(
                                "revisionNumber", (double) revision.number(),
                                "newerNumber", (double) newer,
                                "newerEpoch", (double) epoch)));
            case Applied.Failed(var error) -> new TaskEnd.Failed(Because.quoting(error.message()));
        };
    }

    private static Because nothingKept() {
        return Because.of("the service keeps no data");
    }

    private static Because notLeading() {
        return Because.of("this agent does not lead any more; nothing was changed");
    }
}
