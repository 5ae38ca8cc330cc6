package dev.understudy.agent.foretell;

import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.Event;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.forecast.Learned;
import dev.understudy.core.measure.Foretold;
import dev.understudy.core.measure.Observer;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.measure.Verdict;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Forecasts what each observer will see of each zone, in steps of a quarter of the horizon, and tells the controllers what
 * the forecasters say that have earned it. The first that it meets have a champion, the many after them a streaming core.
 */
public final class Foreteller {
    /** Series served by any but the follower: some 800 bytes and a microsecond a step each. */
    static final int SERIES_MAX = 100_000;

    /** Of these, as many have a champion: about 100 KiB and 0.1 ms a step each. */
    static final int CHAMPIONS_MAX = 256;

    /** Of these, as many have the learned models, which cost ten times as much. */
    static final int LEARNED_MAX = 16;

    private static final Duration LEAST_STEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_STEP = Duration.ofMinutes(4);

    private final Supplier<SortedMap<ServiceId, ControllerLoop.View>> views;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final Optional<Learned> learned;
    private final Map<Key, SeenSeries> series = new HashMap<>();
    private final Map<ServiceId, Instant> due = new HashMap<>();
    private final Set<ServiceId> told = new HashSet<>();

    private record Key(ServiceId service, ZoneId observer, ZoneId zone) {}

    /** @param learned models trained on other series, if there are any */
    public Foreteller(
            Supplier<SortedMap<ServiceId, ControllerLoop.View>> views,
            Mailbox mailbox,
            InstantSource clock,
            Optional<Learned> learned) {
        this.views = views;
        this.mailbox = mailbox;
        this.clock = clock;
        this.learned = learned;
    }

    /** Takes a step of each service whose step is due; returns after how long to call again. */
    public Duration turn() {
        var now = clock.instant();
        views.get().forEach((service, view) -> {
            var step = step(view.state().service().policy().horizon());
            var at = due.getOrDefault(service, now);
            if (!now.isBefore(at)) {
                due.put(service, at.plus(step).isAfter(now) ? at.plus(step) : now.plus(step));
                look(service, view, now);
            }
        });
        series.keySet().removeIf(key -> !views.get().containsKey(key.service()));
        return LEAST_STEP.dividedBy(4);
    }

    static Duration step(Duration horizon) {
        var step = horizon.dividedBy(SeenSeries.STEPS_AHEAD);
        return step.compareTo(LEAST_STEP) < 0 ? LEAST_STEP : step.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : step;
    }

    private void look(ServiceId service, ControllerLoop.View view, Instant now) {
        var foretold = new ArrayList<Foretold>();
        // what we said ourselves must not come back as what the windows say
        var panel = view.state().fleet().unadvised().panel(now);
        for (var zone : view.state().service().catalogue()) {
            for (Sighting seen : panel.health(zone.id()).sightings()) {
                if (seen.observer() instanceof Observer.Agent(var observer)) {
                    step(new Key(service, observer, zone.id()), seen)
                            .ifPresent(ahead -> foretold.add(new Foretold(observer, zone.id(), ahead)));
                }
            }
        }
        boolean before = foretold.isEmpty() ? told.remove(service) : !told.add(service);
        if (before || !foretold.isEmpty()) {
            mailbox.offer(service, new Event.Foretold(now, foretold));
        }
    }

    private Optional<Forecast> step(Key key, Sighting seen) {
        boolean silent = seen.verdict() == Verdict.DEAD;
        if (!silent && !(seen.timed() && seen.counts())) {
            return Optional.empty(); // nothing was seen, which is not the same as nothing answered
        }
        var one = series.get(key);
        if (one == null) {
            if (silent || series.size() >= SERIES_MAX) {
                return Optional.empty();
            }
            one = series.size() >= CHAMPIONS_MAX
                    ? SeenSeries.ofMany()
                    : SeenSeries.ofFew(series.size() < LEARNED_MAX ? learned : Optional.empty());
            series.put(key, one);
        }
        one.take(silent ? Double.NaN : Math.max(0, seen.latencyMillis()), seen.ahead());
        return one.earned();
    }
}
