package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.C;

import dev.understudy.core.Chance;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Scale;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A {@link World} with sizes that follow the stack, a database that follows tasks, and people who give orders. */
final class SagaWorld {
    final World world;
    final Map<ZoneId, Integer> running = new HashMap<>();
    final Set<ZoneId> strays = new HashSet<>();
    final List<Given> given = new ArrayList<>();
    final Map<Long, Answer> answered = new TreeMap<>();
    /** What a task comes to, where it does not simply succeed. */
    Function<Task, Optional<TaskEnd>> trouble = _ -> Optional.empty();

    ZoneId writer = A;
    private long lastOrder = 100;
    private int told;

    SagaWorld(ShadowedService service, Chance chance) {
        world = new World(service, chance);
        running.put(A, service.sizing().primaryInstances());
        running.put(B, service.sizing().shadowInstances());
        world.instances = zone -> running.getOrDefault(zone, 2);
        world.onApply = revision -> {
            var wanted = revision.change().provision().instances();
            running.put(A, wanted.getOrDefault(A, service.sizing().primaryInstances()));
            running.put(B, wanted.getOrDefault(B, service.sizing().shadowInstances()));
        };
        world.work = this::work;
        world.every(Duration.ofMillis(500), this::look);
    }

    /** Sized two to {@code shadowInstances}, with a database in three zones, and a soak of a second. */
    static ShadowedService service(int shadowInstances, SagaPolicy saga) {
        var base = Services.policy(1, 5);
        var plain = Services.quick();
        var policy = new MigrationPolicy(
                base.threshold(),
                base.returnBelow(),
                base.stepsBasisPoints(),
                base.dwell(),
                base.coolDown(),
                base.horizon(),
                base.minSamples(),
                base.quorum(),
                base.weights(),
                base.gate(),
                saga);
        return new ShadowedService(
                plain.service(),
                plain.account(),
                A,
                B,
                shadowInstances == 0
                        ? new ShadowMode.MetadataOnly()
                        : shadowInstances == 2 ? new ShadowMode.Full() : new ShadowMode.Reduced(0.5),
                plain.replication(),
                plain.declared(),
                plain.bounds(),
                plain.ownership(),
                policy,
                plain.size(),
                plain.catalogue(),
                new ShadowedService.Sizing(2, shadowInstances),
                new DataPolicy.Replicated(
                        List.of(A, B, C), false, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    static ShadowedService service(int shadowInstances) {
        return service(shadowInstances, Services.saga(Duration.ofSeconds(1)));
    }

    private TaskEnd work(Task task) {
        var wrong = trouble.apply(task);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        switch (task) {
            case Task.CutOver cut -> {
                if (cut.forced()) {
                    strays.add(cut.from());
                }
                writer = cut.to();
            }
            case Task.Rejoin rejoin -> strays.remove(rejoin.zone());
            case Task.FastLane lane ->
                world.effective = Weights.proportionalTo(
                        Scale.apportion(lane.revision().change().weights().shares(), 256));
            case Task.PreCopy _, Task.Connect _, Task.Drain _, Task.Replicate _, Task.Refresh _ -> {}
        }
        return new TaskEnd.Done(Because.of("done"));
    }

    private void look() {
        var members = new TreeMap<ZoneId, DataMember>();
        for (ZoneId zone : List.of(A, B, C)) {
            var role = zone.equals(writer)
                    ? DataMember.Role.WRITER
                    : strays.contains(zone) ? DataMember.Role.STRAY : DataMember.Role.STANDBY;
            members.put(zone, new DataMember(zone, role, 1, 0, 0, new Lag.CaughtUp(), true, true));
        }
        var view = new DataView(
                world.service.service(), world.now, Fence.NONE, ReplicationSetting.REMOTE_APPLY, members, 0);
        world.forEachAgent(agent -> world.tell(agent, new Event.DataRead(world.now, view)));
        for (; told < world.replies.size(); told++) {
            var answer = world.replies.get(told);
            answered.put(answer.order(), answer);
        }
        tellOrders();
    }

    long order(Order.What what) {
        return order(what, "anna");
    }

    /** An order that holds for all that follows. */
    long order(Order.What what, String owner) {
        lastOrder++;
        given.add(new Given(
                lastOrder,
                new Order(
                        what,
                        Optional.of(world.service.service()),
                        new Author(Author.Kind.PERSON, owner),
                        "because",
                        world.now,
                        Optional.empty())));
        tellOrders();
        return lastOrder;
    }

    private void tellOrders() {
        var open = given.stream()
                .filter(one -> Optional.ofNullable(answered.get(one.number()))
                        .map(answer -> answer.verdict() == Answer.Verdict.NEEDS_APPROVAL)
                        .orElse(true))
                .toList();
        world.forEachAgent(agent -> world.tell(agent, new Event.OrdersRead(world.now, open)));
    }

    /** All agents start again, knowing nothing, and another leads. */
    void allStartAgain() {
        world.loseLease();
        List.of(A, B, C).forEach(world::restart);
        tellOrders();
    }

    Answer answer(long order) {
        return Optional.ofNullable(answered.get(order)).orElseThrow(() -> new AssertionError("no answer to " + order));
    }

    /** The states the journal went through. */
    List<String> phases() {
        return world.journals.stream().map(entry -> entry.state().phase()).toList();
    }

    JournalEntry newest() {
        return world.journals.getLast();
    }

    String tale() {
        var tale = new StringBuilder(world.ending()).append('\n');
        for (JournalEntry entry : world.journals) {
            tale.append(Duration.between(World.START, entry.state().since()).toMillis() / 1000.0)
                    .append(" s  ")
                    .append(entry.state().phase())
                    .append(": ")
                    .append(entry.because())
                    .append('\n');
        }
        return tale.append(world.tasks).toString();
    }
}
