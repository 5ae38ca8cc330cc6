package dev.understudy.sim;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One piece of work of an agent, done in steps with time between them; it ends with the agent. */
final class AgentTask {
    private static final long STEP = 150;
    private static final long LOOK = 500;
    private static final long PATIENCE = 30_000;

    private final World world;
    private final SimAgent agent;
    private final ServiceId service;
    private final Task task;
    private final long begunAt;
    private @Nullable Set<String> busy;

    AgentTask(World world, SimAgent agent, ServiceId service, Task task) {
        this.world = world;
        this.agent = agent;
        this.service = service;
        this.task = task;
        this.begunAt = world.time().now();
    }

    /** Begins, unless the same work is being done by this agent already. */
    void begin(Set<String> underWay) {
        if (!underWay.add("task " + task.id())) {
            return;
        }
        busy = underWay;
        world.invariants().performed(agent, service, task);
        world.note("task " + task.id());
        agent.later(STEP, () -> {
            switch (task) {
                case Task.PreCopy copy -> preCopy(copy);
                case Task.Connect connect -> connect(connect.zone());
                case Task.CutOver cut -> cutOver(cut);
                case Task.Rejoin rejoin -> rejoin(rejoin.zone(), rejoin.writer());
                case Task.Drain drain -> drain(drain.zone());
                case Task.FastLane fast -> fastLane(fast);
                case Task.Replicate replicate -> replicate(replicate);
                case Task.Refresh _ -> done("nothing differs");
            }
        });
    }

    void end(TaskEnd end) {
        if (busy != null) {
            busy.remove("task " + task.id());
        }
        world.note("ended " + task.id() + " " + end.getClass().getSimpleName());
        world.invariants().ended(service, task, end);
        agent.tell(service, new Event.TaskEnded(agent.clock().instant(), task.id(), end));
    }

    void done(String sentence) {
        end(new TaskEnd.Done(Because.of(sentence)));
    }

    void refused(String sentence) {
        end(new TaskEnd.Refused(Because.of(sentence)));
    }

    void failed(String sentence) {
        end(new TaskEnd.Failed(Because.of(sentence)));
    }

    private boolean isLate() {
        return world.time().now() - begunAt > PATIENCE;
    }

    private Optional<SimDatabase> database() {
        return Optional.ofNullable(world.databases().get(service));
    }

    boolean reaches(ZoneId zone) {
        return world.network().bothWays(agent.node(), SimDatabase.node(zone));
    }

    private void preCopy(Task.PreCopy copy) {
        var database = database();
        if (database.isEmpty()) {
            done("there is nothing to copy");
        } else if (!isFenced(database.get())) {
            caughtUp(database.get(), copy.to(), 1);
        }
    }

    private void caughtUp(SimDatabase database, ZoneId zone, int round) {
        var writer = database.writer();
        if (!database.zones().contains(zone)) {
            refused("there is no database in " + zone);
        } else if (writer.isPresent() && (writer.get().equals(zone) || database.hasAllOf(zone, writer.get()))) {
            done("the standby has caught up");
        } else if (isLate()) {
            failed("the standby does not catch up");
        } else {
            writer.filter(_ -> reaches(zone)).ifPresent(from -> database.follow(zone, from, 4_000));
            agent.tell(
                    service,
                    new Event.CopyProgressed(
                            agent.clock().instant(),
                            task.id(),
                            new CopyProgress(round, round * 1_000L, 500, 1_000, 100)));
            agent.later(LOOK, () -> caughtUp(database, zone, round + 1));
        }
    }

    private void cutOver(Task.CutOver cut) {
        database()
                .ifPresentOrElse(
                        data -> new CutOver(world, agent, this, data, cut).begin(), () -> done("there is no database"));
    }

    private void connect(ZoneId zone) {
        boolean reached = world.network().bothWays(agent.node(), SimAgent.node(zone));
        int ready = world.fleet().ready(service, zone);
        if (reached
                && !world.weather().isDead(zone)
                && ready > 0
                && ready == world.fleet().started(service, zone)) {
            done("every instance is ready");
        } else if (isLate()) {
            failed("not every instance is ready");
        } else {
            agent.later(LOOK, () -> connect(zone));
        }
    }

    private void rejoin(ZoneId zone, ZoneId writer) {
        var database = database();
        if (database.isEmpty() || zone.equals(writer)) {
            done("there is nothing to rejoin");
        } else if (!isFenced(database.get())) {
            caughtUp(database.get(), zone, 1);
        }
    }

    private void replicate(Task.Replicate replicate) {
        database()
                .ifPresentOrElse(
                        database -> {
                            if (!isFenced(database)) {
                                database.acknowledge(replicate.setting());
                                done("writes are acknowledged so");
                            }
                        },
                        () -> done("there is no database"));
    }

    /** Nothing is in flight to a zone once it has had no share for a moment. */
    private void drain(ZoneId zone) {
        var balancer = world.balancer(service);
        if (world.network().bothWays(agent.node(), SimBalancer.node(service))
                && balancer.weights().getOrDefault(zone, 0) == 0) {
            agent.later(1_000, () -> done("nothing is in flight any more"));
        } else if (isLate()) {
            failed("requests are still in flight");
        } else {
            agent.later(LOOK, () -> drain(zone));
        }
    }

    private void fastLane(Task.FastLane fast) {
        agent.call(
                SimBalancer.node(service),
                3_000,
                () -> world.balancer(service).apply(fast.revision()),
                applied -> {
                    switch (applied) {
                        case LoadBalancer.Applied.Done _ -> done("in force at once");
                        case LoadBalancer.Applied.Stale _ -> refused("something newer is in force");
                        case LoadBalancer.Applied.Failed failed ->
                            failed(failed.error().message());
                    }
                },
                () -> failed("the balancer does not answer"));
    }

    /** Ends the task when its leader has been succeeded. */
    boolean isFenced(SimDatabase database) {
        if (database.obeys(task.fence())) {
            return false;
        }
        refused("the fence is older than " + database.fence().epoch());
        return true;
    }
}
