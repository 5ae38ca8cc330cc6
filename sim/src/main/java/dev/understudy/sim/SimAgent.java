package dev.understudy.sim;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Journaling;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An agent: the shell around the controllers of all services, in one zone. What it knows dies with it. */
final class SimAgent {
    private static final long TICK = 1_000;
    private static final long REQUEST_TIMEOUT = 3_000;
    private static final long DATA_EVERY = 2_000;
    private static final long CALENDAR_EVERY = 20_000;
    private static final long DEAF_AFTER = 7_000;

    private final World world;
    private final ZoneId zone;
    private final SimClock clock;
    private final Dice dice;
    private final Map<ServiceId, ControllerState> states = new TreeMap<>();
    private final Map<ServiceId, AgentLease> leases = new TreeMap<>();
    private final Map<ZoneId, Long> heard = new HashMap<>();
    private final Map<ServiceId, Instant> wakes = new TreeMap<>();
    private final Map<ServiceId, BalancerView> firstViews = new TreeMap<>();
    private final Set<String> busy = new HashSet<>();
    private AgentFollower follower;
    private int life;
    private boolean up;
    private long stalledUntil;
    private long stalledLast = -1;

    SimAgent(World world, ZoneId zone, SimClock clock, Dice dice) {
        this.world = world;
        this.zone = zone;
        this.clock = clock;
        this.dice = dice;
        this.follower = new AgentFollower(world, this);
    }

    static String node(ZoneId zone) {
        return "agent:" + zone;
    }

    String node() {
        return node(zone);
    }

    ZoneId zone() {
        return zone;
    }

    SimClock clock() {
        return clock;
    }

    boolean isUp() {
        return up;
    }

    Map<ServiceId, ControllerState> states() {
        return states;
    }

    /** Starts with empty memory. */
    void start() {
        up = true;
        stalledUntil = 0;
        life++;
        states.clear();
        leases.clear();
        heard.clear();
        busy.clear();
        wakes.clear();
        firstViews.clear();
        follower = new AgentFollower(world, this);
        for (Plan.Service service : world.plan().services()) {
            var declared = service.declared();
            states.put(declared.service(), world.mind().start(declared, zone));
            leases.put(declared.service(), new AgentLease(world, this, declared, dice));
        }
        every(TICK, dice.between(0L, TICK), () -> toAll(new Event.Woke(clock.instant())));
        every(DATA_EVERY, dice.between(0L, DATA_EVERY), this::lookAtData);
        every(CALENDAR_EVERY, 0, this::readCalendar);
        follower.start();
        leases.values().forEach(AgentLease::start);
    }

    void crash() {
        if (up) {
            up = false;
            life++;
        }
    }

    /** Runs something again and again until this life of the agent ends. */
    void every(long period, long first, Runnable what) {
        later(first, () -> {
            what.run();
            every(period, period, what);
        });
    }

    /** Runs something later, unless this life of the agent has ended by then. */
    void later(long millis, Runnable what) {
        int mine = life;
        world.time().after(millis, () -> awake(mine, what));
    }

    /** Runs something in this life; while the process stands still it waits. */
    private void awake(int mine, Runnable what) {
        if (!up || life != mine) {
            return;
        }
        if (world.time().now() < stalledUntil) {
            world.time().at(stalledUntil, () -> awake(mine, what));
        } else {
            what.run();
        }
    }

    /** The process stands still until then; its clock does not. */
    void stall(long until) {
        stalledUntil = Math.max(stalledUntil, until);
        stalledLast = stalledUntil;
    }

    /** Whether it stands still, or did so a short while ago: what it knows may be older than elsewhere. */
    boolean stalledLately() {
        return stalledLast >= 0 && world.time().now() - stalledLast < 10_000;
    }

    /** The first that it saw of a balancer since it last could not: of what was counted before, it may know nothing. */
    Optional<BalancerView> firstView(ServiceId service) {
        return Optional.ofNullable(firstViews.get(service));
    }

    boolean isStalled() {
        return world.time().now() < stalledUntil;
    }

    /** Asks somebody over the network; what comes back to a later life is dropped. */
    <T> void call(String to, long timeout, java.util.function.Supplier<T> work, Consumer<T> done, Runnable silent) {
        int mine = life;
        world.network()
                .call(
                        node(),
                        to,
                        timeout,
                        work,
                        answer -> awake(mine, () -> done.accept(answer)),
                        () -> awake(mine, silent));
    }

    // ---- what it hears --------------------------------------------------------------------------------------------

    void measured(LatencyWindow window) {
        if (up && !isStalled()) {
            heard.put(window.observer(), world.time().now());
            toAll(new Event.Measured(clock.instant(), window));
        }
    }

    void loaded(ServiceLoad load) {
        tell(load.service(), new Event.LoadRead(clock.instant(), load));
    }

    /** Whether it hears none of its peers. */
    boolean isDeaf() {
        long now = world.time().now();
        return world.plan().zones().size() > 1
                && heard.entrySet().stream()
                        .noneMatch(peer -> !peer.getKey().equals(zone) && now - peer.getValue() < DEAF_AFTER);
    }

    /** Reads what is in the ledger now, before it goes on. */
    void catchUp(long timeout, Runnable then, Runnable silent) {
        follower.catchUp(timeout, then, silent);
    }

    /** Sequence number of the newest record of the ledger that it has read. */
    long read() {
        return follower.read();
    }

    void wakeFollower() {
        follower.wake();
    }

    private void lookAtData() {
        world.databases().forEach((service, database) -> {
            var view = database.view(at -> world.network().bothWays(node(), SimDatabase.node(at)));
            later(
                    dice.between(0L, world.staleMillis()),
                    () -> tell(service, new Event.DataRead(clock.instant(), view)));
        });
    }

    private void readCalendar() {
        toAll(new Event.CalendarRead(
                clock.instant(), new Windows(world.freezes(), clock.instant(), Instant.MAX, false)));
    }

    /** Like {@link #tell}, but what comes while the process stands still waits for it, as in a mailbox. */
    void hear(ServiceId service, Event event) {
        awake(life, () -> tell(service, event));
    }

    void allHear(Event event) {
        states.keySet().forEach(service -> hear(service, event));
    }

    void toAll(Event event) {
        for (ServiceId service : states.keySet()) {
            if (up) {
                tell(service, event);
            }
        }
    }

    /** One turn of the controller of a service, and what it wants done. */
    void tell(ServiceId service, Event event) {
        var state = states.get(service);
        if (!up || isStalled() || state == null) {
            return;
        }
        switch (event) {
            case Event.BalancerRead(var _, var view) -> firstViews.putIfAbsent(service, view);
            case Event.BalancerLost _ -> firstViews.remove(service);
            default -> {}
        }
        var step = world.mind().step(state, event);
        states.put(service, step.next());
        world.invariants().decided(this, step);
        int mine = life;
        for (Effect effect : step.effects()) {
            if (dice.happens(world.fragility())) {
                world.kill(this);
            }
            if (!up || life != mine) {
                return;
            }
            perform(service, effect);
            if (dice.happens(world.sluggishness())) {
                stall(world.time().now() + dice.between(2_000L, 20_000L));
            }
        }
    }

    private void perform(ServiceId service, Effect effect) {
        switch (effect) {
            case Effect.Append append -> append(service, append);
            case Effect.Journal journal -> journal(service, journal);
            case Effect.WakeAt wake -> wakeAt(service, wake.at());
            case Effect.Perform perform -> new AgentTask(world, this, service, perform.task()).begin(busy);
            case Effect.Reply reply -> follower.reply(service, reply.answer());
            case Effect.Decided decided -> world.decided(zone, service, decided.decision());
            case Effect.PublishProfiles published ->
                call(
                        Network.LEDGER,
                        REQUEST_TIMEOUT,
                        () -> world.ledger().write(ledger -> {
                            ledger.publish(service, published.profiles());
                            return true;
                        }),
                        _ -> {},
                        () -> {});
        }
    }

    /** Only what comes before the next tick needs a wake-up of its own. */
    private void wakeAt(ServiceId service, Instant at) {
        long millis = Duration.between(clock.instant(), at).toMillis();
        var known = wakes.get(service);
        if (millis < TICK && (known == null || !known.equals(at))) {
            wakes.put(service, at);
            later(Math.max(10, millis), () -> tell(service, new Event.Woke(clock.instant())));
        }
    }

    private void append(ServiceId service, Effect.Append append) {
        if (!busy.add("append " + service)) {
            tell(service, new Event.AppendRefused(clock.instant(), "an earlier append is still under way"));
            return;
        }
        Consumer<Event> answer = event -> {
            busy.remove("append " + service);
            tell(service, event);
        };
        call(
                Network.LEDGER,
                REQUEST_TIMEOUT,
                () -> world.ledger().write(ledger -> ledger.append(append.change(), append.expectedHead())),
                reply -> answer.accept(
                        switch (reply) {
                            case SimLedger.Reply.Failed<Append> failed ->
                                new Event.AppendRefused(clock.instant(), failed.why());
                            case SimLedger.Reply.Said<Append>(Append.Appended(var revision)) ->
                                new Event.Appended(clock.instant(), revision);
                            case SimLedger.Reply.Said<Append>(Append.Superseded(var head)) ->
                                new Event.AppendRefused(clock.instant(), "revision " + head.number() + " came first");
                            case SimLedger.Reply.Said<Append>(Append.Fenced(var newest)) ->
                                new Event.AppendRefused(clock.instant(), "the fence is older than " + newest.epoch());
                            case SimLedger.Reply.Said<Append>(Append.Forbidden(String why)) ->
                                new Event.AppendRefused(clock.instant(), why);
                        }),
                () -> answer.accept(new Event.AppendRefused(clock.instant(), "the ledger did not answer")));
    }

    private void journal(ServiceId service, Effect.Journal journal) {
        if (!busy.add("journal " + service)) {
            tell(service, new Event.JournalRefused(clock.instant(), "an earlier entry is still under way"));
            return;
        }
        Consumer<Event> answer = event -> {
            busy.remove("journal " + service);
            tell(service, event);
        };
        call(
                Network.LEDGER,
                REQUEST_TIMEOUT,
                () -> world.ledger().write(ledger -> ledger.journal(journal.entry(), journal.expected())),
                reply -> answer.accept(
                        switch (reply) {
                            case SimLedger.Reply.Failed<Journaling> failed ->
                                new Event.JournalRefused(clock.instant(), failed.why());
                            case SimLedger.Reply.Said<Journaling>(Journaling.Written(long sequence)) ->
                                new Event.Journaled(clock.instant(), sequence, journal.entry());
                            case SimLedger.Reply.Said<Journaling>(Journaling.Superseded(long sequence, var _)) ->
                                new Event.JournalRefused(clock.instant(), "entry " + sequence + " came first");
                            case SimLedger.Reply.Said<Journaling>(Journaling.Fenced(var newest)) ->
                                new Event.JournalRefused(clock.instant(), "the fence is older than " + newest.epoch());
                            case SimLedger.Reply.Said<Journaling>(Journaling.OverLimit(var limit, String why)) ->
                                new Event.JournalRefused(clock.instant(), why, Optional.of(limit));
                        }),
                () -> answer.accept(new Event.JournalRefused(clock.instant(), "the ledger did not answer")));
    }

    /** The fence of the lease of a service that it holds, or believes to. */
    Fence fence(ServiceId service) {
        return states.get(service) instanceof ControllerState state && state.lease() instanceof LeaseState.Held held
                ? held.fence()
                : Fence.NONE;
    }

    Author author() {
        return new Author(Author.Kind.AGENT, zone.value());
    }

    Optional<AgentLease> lease(ServiceId service) {
        return Optional.ofNullable(leases.get(service));
    }
}
