package dev.understudy.agent.loop;

import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.orders.Given;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest of everything that reached the controllers, for people and for metrics. Nothing is decided on it. */
public final class Sightings {
    private final Map<List<Object>, Seen<LatencyWindow>> windows = new ConcurrentHashMap<>();
    private final Map<List<Object>, Seen<ServiceLoad>> loads = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<BalancerView>> balancers = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<WeightsRevision>> heads = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<Application>> applications = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<LeaseState>> leases = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<Entry>> journals = new ConcurrentHashMap<>();
    private final Map<ServiceId, List<Given>> orders = new ConcurrentHashMap<>();
    private final Map<ServiceId, Seen<DataView>> databases = new ConcurrentHashMap<>();
    private final Map<TaskId, CopyProgress> copies = new ConcurrentHashMap<>();

    /**
     * Something and when it was seen.
     *
     * @param at wall clock of this agent
     */
    public record Seen<T>(Instant at, T what) {}

    /**
     * Where a saga is.
     *
     * @param sequence of its newest journal entry
     */
    public record Entry(long sequence, JournalEntry entry) {}

    /** Keeps what a letter tells. Called by one thread. */
    public void see(Mailbox.Letter letter) {
        var at = letter.event().at();
        switch (letter.event()) {
            case Event.Measured(var _, var window) ->
                windows.put(List.of(window.observer(), window.target(), window.kind()), new Seen<>(at, window));
            case Event.LoadRead(var _, var load) ->
                loads.put(List.of(load.service(), load.zone()), new Seen<>(at, load));
            case Event.BalancerRead(var _, var view) -> balancers.put(view.service(), new Seen<>(at, view));
            case Event.HeadMoved(var _, var head) -> seeHead(at, head);
            case Event.Appended(var _, var revision) -> seeHead(at, revision);
            case Event.Applied(var _, var application) ->
                applications.put(application.service(), new Seen<>(at, application));
            case Event.LeaseChanged(var _, var lease) ->
                letter.to().ifPresent(service -> leases.put(service, new Seen<>(at, lease)));
            case Event.Journaled(var _, var sequence, var entry) -> seeEntry(at, new Entry(sequence, entry));
            case Event.OrdersRead(var _, var given) -> letter.to().ifPresent(service -> orders.put(service, given));
            case Event.DataRead(var _, var view) -> databases.put(view.service(), new Seen<>(at, view));
            case Event.CopyProgressed(var _, var task, var progress) -> copies.put(task, progress);
            case Event.TaskEnded(var _, var task, var _) -> copies.remove(task);
            case Event.BalancerLost _,
                    Event.AppendRefused _,
                    Event.JournalRefused _,
                    Event.CalendarRead _,
                    Event.SignalsRead _,
                    Event.Graded _,
                    Event.Foretold _,
                    Event.DataLost _,
                    Event.Woke _ -> {
                // nothing newer was learned: what is kept grows old, and its age says so
            }
        }
    }

    private void seeHead(Instant at, WeightsRevision head) {
        heads.merge(
                head.change().service(),
                new Seen<>(at, head),
                (before, now) -> now.what().number() < before.what().number() ? before : now);
    }

    private void seeEntry(Instant at, Entry entry) {
        journals.merge(
                entry.entry().service(),
                new Seen<>(at, entry),
                (before, now) -> now.what().sequence() < before.what().sequence() ? before : now);
    }

    /** Windows sorted by observer, target and kind. */
    public List<Seen<LatencyWindow>> windows() {
        return windows.values().stream()
                .sorted(Comparator.comparing(
                                (Seen<LatencyWindow> seen) -> seen.what().observer())
                        .thenComparing(seen -> seen.what().target())
                        .thenComparing(seen -> seen.what().kind()))
                .toList();
    }

    public Optional<Seen<ServiceLoad>> load(ServiceId service, ZoneId zone) {
        return Optional.ofNullable(loads.get(List.<Object>of(service, zone)));
    }

    public Optional<Seen<BalancerView>> balancer(ServiceId service) {
        return Optional.ofNullable(balancers.get(service));
    }

    public Optional<Seen<WeightsRevision>> head(ServiceId service) {
        return Optional.ofNullable(heads.get(service));
    }

    public Optional<Seen<Application>> application(ServiceId service) {
        return Optional.ofNullable(applications.get(service));
    }

    public Optional<Seen<LeaseState>> lease(ServiceId service) {
        return Optional.ofNullable(leases.get(service));
    }

    public Optional<Seen<Entry>> journal(ServiceId service) {
        return Optional.ofNullable(journals.get(service));
    }

    public List<Given> orders(ServiceId service) {
        return orders.getOrDefault(service, List.of());
    }

    public Optional<Seen<DataView>> database(ServiceId service) {
        return Optional.ofNullable(databases.get(service));
    }

    /** How far a pre-copy under way has come. */
    public Optional<CopyProgress> copy(TaskId task) {
        return Optional.ofNullable(copies.get(task));
    }
}
