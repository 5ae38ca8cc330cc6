package dev.understudy.core.control;

import dev.understudy.core.Chance;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Scale;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tiny world around controllers: zones with latencies, a balancer, a ledger with a lease, a reconciler. One queue of
 * events ordered by time and number, so one seed is one history.
 */
final class World {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(5);

    private record Due(Instant at, long number, Runnable what) {}

    /** What the weather does to a zone at a time. */
    interface Weather {
        double extraMillis(ZoneId zone, double seconds);

        double loss(ZoneId zone, double seconds);
    }

    final ShadowedService service;
    final Chance chance;
    final Map<ZoneId, ControllerState> agents = new TreeMap<>();
    final Map<ZoneId, Integer> unanswered = new HashMap<>();
    final List<WeightsRevision> ledger = new ArrayList<>();
    final List<Effect.Decided> decisions = new ArrayList<>();
    final List<Effect.PublishProfiles> profiles = new ArrayList<>();
    final List<Instant> recordedAt = new ArrayList<>();
    final Map<ZoneId, long[]> counters = new TreeMap<>(); // requests, errors
    Weather weather = calm();
    final List<JournalEntry> journals = new ArrayList<>();
    final List<Effect.Journal> asked = new ArrayList<>();
    final List<Effect.Append> appends = new ArrayList<>();
    final List<Task> tasks = new ArrayList<>();
    final List<Answer> replies = new ArrayList<>();
    Consumer<Effect.Append> beforeAppend = _ -> {};
    Consumer<Effect.Journal> beforeJournal = _ -> {};
    Optional<OverLimit> full = Optional.empty();
    Function<Task, TaskEnd> work = _ -> new TaskEnd.Done(Because.of("done"));
    Duration taskDelay = Duration.ofMillis(50);
    double requestsPerSecond = 300;
    double capacityPerSecond = 1_000;
    Duration appendDelay = Duration.ofMillis(20);
    Duration journalDelay = Duration.ofMillis(20);
    Duration applyDelay = Duration.ofMillis(900);
    double refusals;
    double jitterMillis = 0.3;
    boolean reconcilerRuns = true;
    boolean ledgerReachable = true;
    boolean balancerReadable = true;
    ToIntFunction<ZoneId> instances = _ -> 2;
    Consumer<WeightsRevision> onApply = _ -> {};
    Predicate<LatencyWindow> hears = _ -> true;
    Instant now = START;
    Weights effective;

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private final Map<ZoneId, Double> responseMillis = new HashMap<>();
    private @Nullable ZoneId leader;
    private @Nullable ControllerState asking;
    private Instant leaseUntil = Instant.EPOCH;
    private long epoch;
    private long number;

    World(ShadowedService service, Chance chance) {
        this.service = service;
        this.chance = chance;
        this.effective = service.declared();
        for (Zone zone : service.catalogue()) {
            agents.put(zone.id(), ControllerState.start(service, zone.id()));
            unanswered.put(zone.id(), 0);
            counters.put(zone.id(), new long[2]);
        }
        every(Duration.ofSeconds(1), this::second);
        every(Duration.ofMillis(1_500), this::leases);
        every(Duration.ofMillis(500), () -> forEachAgent(agent -> tell(agent, new Event.Woke(now))));
    }

    static Weather calm() {
        return weather((_, _) -> 0.0, (_, _) -> 0.0);
    }

    static Weather weather(
            java.util.function.BiFunction<ZoneId, Double, Double> extra,
            java.util.function.BiFunction<ZoneId, Double, Double> loss) {
        return new Weather() {
            @Override
            public double extraMillis(ZoneId zone, double seconds) {
                return extra.apply(zone, seconds);
            }

            @Override
            public double loss(ZoneId zone, double seconds) {
                return loss.apply(zone, seconds);
            }
        };
    }

    double seconds() {
        return Duration.between(START, now).toMillis() / 1000.0;
    }

    void runUntil(double seconds) {
        var end = START.plusMillis((long) (seconds * 1000));
        while (!queue.isEmpty() && !queue.peek().at().isAfter(end)) {
            var due = queue.remove();
            now = due.at();
            due.what().run();
        }
        now = end;
    }

    /** What happened, a line each, for a failure's message. */
    String story() {
        var story = new StringBuilder("replay with -Dseed=" + chance.seed() + "\n");
        for (int move = 0; move < ledger.size(); move++) {
            var change = ledger.get(move).change();
            story.append(Duration.between(START, recordedAt.get(move)).toMillis() / 1000.0)
                    .append(" s  ")
                    .append(change.author())
                    .append("  ")
                    .append(change.weights().inPercent())
                    .append("  ")
                    .append(change.reason())
                    .append('\n');
        }
        return story.toString();
    }

    /** The story and how it stands now. */
    String ending() {
        var last = leading();
        return story() + last.phase() + "; " + last.decision().explain() + "; in force: " + effective.inPercent() + "; "
                + last.lease();
    }

    Weights desired() {
        return ledger.isEmpty() ? service.declared() : ledger.getLast().change().weights();
    }

    ControllerState leading() {
        return agents.values().stream()
                .filter(agent -> agent.lease() instanceof LeaseState.Held)
                .findFirst()
                .orElseThrow();
    }

    /** The controller that asks for a change just now. */
    ControllerState asking() {
        return java.util.Objects.requireNonNull(asking);
    }

    /** The agent of a zone forgets everything. */
    void restart(ZoneId zone) {
        agents.put(zone, ControllerState.start(service, zone));
        unanswered.put(zone, 0);
        if (zone.equals(leader)) {
            leader = null;
        }
        if (!ledger.isEmpty()) {
            tell(zone, new Event.HeadMoved(now, ledger.getLast()));
        }
        if (!journals.isEmpty()) {
            tell(zone, new Event.Journaled(now, journals.size(), journals.getLast()));
        }
    }

    /** The lease goes to somebody else, as after a pause of the leader. */
    void loseLease() {
        leader = null;
        leaseUntil = Instant.EPOCH;
        epoch++;
    }

    void setByPerson(Weights weights) {
        record(new WeightsChange(
                service.service(),
                weights,
                Fence.NONE,
                new Author(Author.Kind.PERSON, "anna {the one}"),
                Because.of("I say so"),
                new TreeMap<>()));
    }

    void at(double seconds, Runnable what) {
        after(Duration.between(now, START.plusMillis((long) (seconds * 1000))), what);
    }

    void after(Duration delay, Runnable what) {
        queue.add(new Due(now.plus(delay), number++, what));
    }

    void every(Duration period, Runnable what) {
        after(period, () -> {
            what.run();
            every(period, what);
        });
    }

    void forEachAgent(Consumer<ZoneId> what) {
        List.copyOf(agents.keySet()).forEach(what);
    }

    ControllerState agent(ZoneId zone) {
        var state = agents.get(zone);
        if (state == null) {
            throw new IllegalStateException("no agent in " + zone);
        }
        return state;
    }

    void tell(ZoneId agent, Event event) {
        var step = Controller.step(agent(agent), event);
        agents.put(agent, step.next());
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Append append -> append(agent, append);
                case Effect.Decided decided -> {
                    if (agent(agent).lease() instanceof LeaseState.Held) {
                        decisions.add(decided);
                    }
                }
                case Effect.WakeAt wake ->
                    after(Duration.between(now, wake.at()), () -> tell(agent, new Event.Woke(now)));
                case Effect.PublishProfiles published -> profiles.add(published);
                case Effect.Journal journal -> journal(agent, journal);
                case Effect.Perform perform -> perform(agent, perform.task());
                case Effect.Reply reply -> replies.add(reply.answer());
            }
        }
    }

    private void journal(ZoneId agent, Effect.Journal journal) {
        var asker = oneAtATime(agent);
        if (!(asker.lease() instanceof LeaseState.Held held) || !held.until().isAfter(now)) {
            throw new AssertionError("an entry without the lease");
        }
        beforeJournal.accept(journal);
        asked.add(journal);
        after(journalDelay, () -> {
            unanswered.merge(agent, -1, Integer::sum);
            if (!ledgerReachable) {
                tell(agent, new Event.JournalRefused(now, "not reachable"));
            } else if (full.isPresent() && journal.entry().reservation().isPresent()) {
                tell(
                        agent,
                        new Event.JournalRefused(
                                now, full.get().why(), Optional.of(full.get().limit())));
            } else if (journals.size() != journal.expected()) {
                tell(agent, new Event.JournalRefused(now, "superseded"));
            } else if (journal.entry().fence().epoch() < epoch || chance.happens(refusals)) {
                tell(agent, new Event.JournalRefused(now, "fenced {or so}"));
            } else {
                journals.add(journal.entry());
                long sequence = journals.size();
                tell(agent, new Event.Journaled(now, sequence, journal.entry()));
                forEachAgent(other -> after(
                        Duration.ofMillis(chance.between(5, 60)),
                        () -> tell(other, new Event.Journaled(now, sequence, journal.entry()))));
            }
        });
    }

    private void perform(ZoneId agent, Task task) {
        if (!(agent(agent).lease() instanceof LeaseState.Held held)
                || !held.fence().equals(task.fence())) {
            throw new AssertionError("a task without the lease");
        }
        tasks.add(task);
        after(taskDelay, () -> tell(agent, new Event.TaskEnded(now, task.id(), work.apply(task))));
    }

    private ControllerState oneAtATime(ZoneId agent) {
        if (unanswered.merge(agent, 1, Integer::sum) > 1) {
            throw new AssertionError("two changes under way at once");
        }
        return agent(agent);
    }

    private void append(ZoneId agent, Effect.Append append) {
        var asker = oneAtATime(agent);
        asking = asker;
        boolean moving = asker.saga() instanceof MigrationState.Moving && asker.journal() > 0;
        if (!moving && !append.change().weights().equals(desired())) {
            throw new AssertionError("a change of weights that no journal entry came before");
        }
        beforeAppend.accept(append);
        appends.add(append);
        if (!(asker.lease() instanceof LeaseState.Held held) || !held.until().isAfter(now)) {
            throw new AssertionError("a change without the lease");
        }
        after(appendDelay, () -> {
            unanswered.merge(agent, -1, Integer::sum);
            long head = ledger.isEmpty() ? 0 : ledger.getLast().number();
            if (!ledgerReachable) {
                tell(agent, new Event.AppendRefused(now, "not reachable"));
            } else if (head != append.expectedHead()) {
                tell(agent, new Event.AppendRefused(now, "superseded"));
            } else if (append.change().fence().epoch() < epoch || chance.happens(refusals)) {
                tell(agent, new Event.AppendRefused(now, "fenced {or so}"));
            } else {
                var revision = record(append.change());
                tell(agent, new Event.Appended(now, revision));
            }
        });
    }

    private WeightsRevision record(WeightsChange change) {
        var revision = new WeightsRevision(ledger.size() + 1, "00", change, now);
        ledger.add(revision);
        recordedAt.add(now);
        forEachAgent(agent ->
                after(Duration.ofMillis(chance.between(5, 60)), () -> tell(agent, new Event.HeadMoved(now, revision))));
        after(applyDelay, () -> apply(revision));
        return revision;
    }

    private void apply(WeightsRevision revision) {
        if (!reconcilerRuns) {
            after(Duration.ofSeconds(1), () -> apply(revision));
        } else if (revision.number() == ledger.getLast().number()) {
            onApply.accept(revision);
            // as a balancer with whole weights from 0 to 256 would have it
            effective = Weights.proportionalTo(
                    Scale.apportion(revision.change().weights().shares(), 256));
            var application =
                    new Application(revision.number(), service.service(), (int) revision.number(), revision.at(), now);
            forEachAgent(agent -> tell(agent, new Event.Applied(now, application)));
        }
    }

    private void leases() {
        if (!ledgerReachable) {
            forEachAgent(agent -> {
                if (agent.equals(leader) && now.isAfter(leaseUntil)) {
                    tell(agent, new Event.LeaseChanged(now, new LeaseState.Unknown()));
                }
            });
            return;
        }
        if (leader == null || now.isAfter(leaseUntil)) {
            var alive = agents.keySet().stream()
                    .filter(zone -> weather.loss(zone, seconds()) < 0.9)
                    .toList();
            if (alive.isEmpty()) {
                return;
            }
            leader = chance.oneOf(alive);
            epoch++;
        }
        if (weather.loss(leader, seconds()) < 0.9) {
            leaseUntil = now.plus(LEASE);
        }
        var holder = leader;
        forEachAgent(agent -> tell(
                agent,
                new Event.LeaseChanged(
                        now,
                        agent.equals(holder)
                                ? new LeaseState.Held(new Fence(epoch), leaseUntil)
                                : new LeaseState.HeldBy("agent-" + holder, leaseUntil))));
    }

    /** One second of traffic, probes and readings. */
    private void second() {
        double total = 0;
        for (ZoneId zone : agents.keySet()) {
            total += effective.of(zone);
        }
        for (ZoneId zone : agents.keySet()) {
            double share = effective.of(zone) / total;
            long requests = Math.round(requestsPerSecond * share);
            var counted = counters.computeIfAbsent(zone, _ -> new long[2]);
            counted[0] += requests;
            counted[1] += Math.round(requests * weather.loss(zone, seconds()) * 0.5);
            double millis = 3 + rtt(zone);
            double kept = Math.pow(1 - 1.0 / 512, requests / 2.0);
            responseMillis.merge(zone, millis, (old, fresh) -> old * kept + fresh * (1 - kept));
            var load = new ServiceLoad(
                    service.service(),
                    zone,
                    now,
                    instances.applyAsInt(zone),
                    requests,
                    capacityPerSecond,
                    requests * 0.1,
                    counted[0]);
            if (weather.loss(zone, seconds()) < 0.9) {
                forEachAgent(agent -> tell(agent, new Event.LoadRead(now, load)));
            }
        }
        forEachAgent(agent -> tell(
                agent,
                balancerReadable ? new Event.BalancerRead(now, balancer()) : new Event.BalancerLost(now, "no route")));
        for (ZoneId observer : agents.keySet()) {
            for (ZoneId target : agents.keySet()) {
                if (!observer.equals(target)) {
                    probe(observer, target);
                }
            }
        }
    }

    BalancerView balancer() {
        var zones = new TreeMap<ZoneId, BalancerView.ZoneHealth>();
        for (ZoneId zone : List.of(service.primary(), service.shadow())) {
            var counted = counters.computeIfAbsent(zone, _ -> new long[2]);
            boolean up = weather.loss(zone, seconds()) < 0.9;
            zones.put(
                    zone,
                    new BalancerView.ZoneHealth(
                            up ? instances.applyAsInt(zone) : 0,
                            2,
                            counted[0],
                            counted[1],
                            0,
                            Math.round(responseMillis.getOrDefault(zone, 0.0))));
        }
        return new BalancerView(service.service(), now, effective, zones);
    }

    private double rtt(ZoneId zone) {
        return 1 + weather.extraMillis(zone, seconds());
    }

    private void probe(ZoneId observer, ZoneId target) {
        double base = rtt(observer) + rtt(target);
        double lost = Math.max(weather.loss(observer, seconds()), weather.loss(target, seconds()));
        double loss = instances.applyAsInt(target) > 0 ? lost : 1; // what does not run refuses
        for (ProbeKind kind : List.of(ProbeKind.TCP)) {
            int answered = 0;
            for (int probe = 0; probe < 10; probe++) {
                answered += chance.happens(1 - loss) ? 1 : 0;
            }
            long p50 = Math.round(1000 * (base + chance.between(0, jitterMillis)));
            long p95 = p50 + Math.round(1000 * chance.between(0, 3 * jitterMillis));
            var window = new LatencyWindow(
                    observer,
                    target,
                    kind,
                    now,
                    Duration.ofSeconds(1),
                    10,
                    answered,
                    answered == 0 ? 0 : p50,
                    answered == 0 ? 0 : p95,
                    answered == 0 ? 0 : p95,
                    answered == 0 ? 0 : p95);
            forEachAgent(agent -> {
                // an agent that is cut off hears only itself
                if (hears.test(window)
                        && (agent.equals(observer)
                                || weather.loss(observer, seconds()) < 0.9 && weather.loss(agent, seconds()) < 0.9)) {
                    after(
                            Duration.ofMillis(chance.between(10, 300)),
                            () -> tell(agent, new Event.Measured(now, window)));
                }
            });
        }
    }
}
