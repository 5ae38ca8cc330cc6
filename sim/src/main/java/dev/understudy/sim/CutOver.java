package dev.understudy.sim;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Succession;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The writer of a database changes place, step by step: clients are held, the target catches up, the old writer is shut
 * out, the one that has most is promoted, clients go on. Its agent may die between any two steps.
 */
final class CutOver {
    private static final long STEP = 150;

    private final World world;
    private final SimAgent agent;
    private final AgentTask task;
    private final SimDatabase data;
    private final Task.CutOver cut;
    private final long begunAt;

    CutOver(World world, SimAgent agent, AgentTask task, SimDatabase data, Task.CutOver cut) {
        this.world = world;
        this.agent = agent;
        this.task = task;
        this.data = data;
        this.cut = cut;
        this.begunAt = world.time().now();
    }

    void begin() {
        if (task.isFenced(data)) {
            return;
        }
        if (data.writer().equals(Optional.of(cut.to()))) {
            task.done("the writer is there");
        } else if (!task.reaches(cut.to())) {
            task.refused("the database in " + cut.to() + " cannot be reached");
        } else {
            data.hold(cut.pauseMax());
            agent.later(STEP, this::catchUp);
        }
    }

    private void catchUp() {
        if (task.isFenced(data)) {
            return;
        }
        var writer = data.writer();
        boolean same = writer.isEmpty() || data.hasAllOf(cut.to(), writer.get());
        if (!same && data.isHeld()) {
            agent.later(STEP, this::catchUp);
        } else if (!same && !cut.forced()) {
            giveUp();
            task.refused("the standby does not catch up within the pause");
        } else if (!world.network().bothWays(agent.node(), Network.CLOUD)) {
            giveUp();
            task.refused("the old writer cannot be shut out");
        } else {
            data.shutOutWriters();
            agent.later(STEP, this::promote);
        }
    }

    private void promote() {
        if (task.isFenced(data)) {
            return;
        }
        var old = data.old();
        boolean seen =
                old.filter(writer -> task.reaches(writer.zone) && !writer.down).isPresent();
        var known = new Succession.OldWriter(
                data.mode(),
                1,
                data.zones().size() - 1,
                old.map(writer -> writer.timeline).orElse(0L),
                seen ? OptionalLong.of(old.orElseThrow().received) : OptionalLong.empty());
        switch (data.choose(cut.to(), task::reaches, known, cut.forced())) {
            case Succession.Promote promote -> crown(promote);
            case Succession.CatchUp behind -> agent.later(STEP, () -> copy(behind.zone(), behind.from()));
            case Succession.Refuse refuse -> {
                giveUp();
                task.end(new TaskEnd.Refused(refuse.because()));
            }
        }
    }

    private void copy(ZoneId zone, ZoneId from) {
        if (world.time().now() - begunAt > cut.pauseMax().toMillis() + 5_000) {
            giveUp();
            task.failed("the standby in " + zone + " cannot be brought up to " + from);
            return;
        }
        if (world.network().bothWays(SimDatabase.node(zone), SimDatabase.node(from))) {
            data.copy(zone, from);
        }
        agent.later(STEP, this::promote);
    }

    private void crown(Succession.Promote chosen) {
        data.promote(chosen.zone());
        agent.later(STEP, () -> {
            data.letGo();
            if (chosen.zone().equals(cut.to())) {
                task.end(new TaskEnd.Done(new Because("writes were held for {pauseMs} ms", Map.of("pauseMs", (double)
                        (world.time().now() - begunAt)))));
            } else {
                task.failed("the writer is in " + chosen.zone() + " now, which had the most");
            }
        });
    }

    /** The old writer goes on, if it can. */
    private void giveUp() {
        data.letIn();
        data.letGo();
    }
}
