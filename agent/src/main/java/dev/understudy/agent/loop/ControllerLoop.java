package dev.understudy.agent.loop;

import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.Step;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.probes.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The one thread that turns the controllers, one for each service. What it throws is a fault of ours: it ends, the
 * process ends with it, and the weights hold.
 */
public final class ControllerLoop implements AutoCloseable {
    /** Wake-ups kept at most; the steady tick stands in for the rest. */
    private static final int WAKES_MAX = 1_000;

    private static final Duration WAKE_SOONEST = Duration.ofMillis(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final BiFunction<ControllerState, Event, Step> controller;
    private final Mailbox mailbox;
    private final Consumer<Mailbox.Letter> witness;
    private final Effects effects;
    private final InstantSource clock;
    private final NanoClock nanos;
    private final Duration tick;
    private final Thread thread;
    private final ConcurrentSkipListMap<ServiceId, View> views = new ConcurrentSkipListMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private volatile boolean closed;

    /** Does what a controller asked for. It must not block: the loop waits for it. */
    @FunctionalInterface
    public interface Effects {
        void perform(ServiceId service, Effect effect);
    }

    /**
     * What the controller of one service knew and wanted after its last turn.
     *
     * @param at when that was
     */
    public record View(Instant at, ControllerState state, Decision decision) {}

    private record Wake(Instant at, ServiceId service) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return at.compareTo(other.at);
        }
    }

    /**
     * @param controller the pure function that decides
     * @param start the state of each service to begin with
     * @param witness sees each letter before the controllers do; must not block
     * @param tick time between two rounds of {@link Event.Woke}
     * @param onFault hears what ended the loop
     */
    public ControllerLoop(
            BiFunction<ControllerState, Event, Step> controller,
            Map<ServiceId, ControllerState> start,
            Mailbox mailbox,
            Consumer<Mailbox.Letter> witness,
            Effects effects,
            Duration tick,
            InstantSource clock,
            NanoClock nanos,
            Consumer<Throwable> onFault) {
        this.controller = controller;
        this.mailbox = mailbox;
        this.witness = witness;
        this.effects = effects;
        this.clock = clock;
        this.nanos = nanos;
        this.tick = tick;
        var states = new TreeMap<>(start);
        this.thread = Thread.ofPlatform().name("controller").unstarted(() -> {
            try {
                run(states);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error fault) {
                onFault.accept(fault);
            }
        });
    }

    public void start() {
        thread.start();
    }

    /** The newest view of each service; a service that was not turned yet is missing. */
    public SortedMap<ServiceId, View> views() {
        return Collections.unmodifiableSortedMap(views);
    }

    private void run(SortedMap<ServiceId, ControllerState> states) throws InterruptedException {
        var services = List.copyOf(states.keySet());
        long nextTick = nanos.nanoTime();
        while (!closed) {
            var letter = mailbox.poll(untilNext(nextTick));
            if (letter != null) {
                witness.accept(letter);
                letter.to().map(List::of).orElse(services).forEach(service -> turn(states, service, letter.event()));
            }
            wakeDue(states);
            long now = nanos.nanoTime();
            if (now - nextTick >= 0) {
                var woke = new Event.Woke(clock.instant());
                services.forEach(service -> turn(states, service, woke));
                nextTick = now + tick.toNanos();
            }
        }
    }

    private Duration untilNext(long nextTick) {
        long nanosLeft = Math.max(0, nextTick - nanos.nanoTime());
        var first = wakes.peek();
        if (first != null) {
            nanosLeft = Math.min(
                    nanosLeft,
                    Math.max(0, Duration.between(clock.instant(), first.at()).toNanos()));
        }
        return Duration.ofNanos(nanosLeft);
    }

    private void wakeDue(SortedMap<ServiceId, ControllerState> states) {
        Instant now = clock.instant();
        for (var first = wakes.peek(); first != null && !first.at().isAfter(now); first = wakes.peek()) {
            wakes.remove();
            turn(states, first.service(), new Event.Woke(now));
        }
    }

    private void turn(SortedMap<ServiceId, ControllerState> states, ServiceId service, Event event) {
        var state = states.get(service);
        if (state == null) {
            throw new IllegalArgumentException(
                    "an event came for service " + service + "; this agent has " + states.keySet() + ": " + event);
        }
        var step = controller.apply(state, event);
        states.put(service, step.next());
        views.put(service, new View(event.at(), step.next(), step.decision()));
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.WakeAt(var at)) {
                wakeAt(service, at);
            } else {
                effects.perform(service, effect);
            }
        }
    }

    /** Only what comes before the next tick needs a wake-up of its own; one in the past must not spin the loop. */
    private void wakeAt(ServiceId service, Instant at) {
        Instant now = clock.instant();
        if (wakes.size() < WAKES_MAX && at.isBefore(now.plus(tick))) {
            var soonest = now.plus(WAKE_SOONEST);
            wakes.add(new Wake(at.isBefore(soonest) ? soonest : at, service));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            var _ = thread.join(CLOSE_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
