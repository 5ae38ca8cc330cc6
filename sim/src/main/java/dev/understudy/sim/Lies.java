package dev.understudy.sim;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What mutants tell the controller instead of the truth, and what they do instead of what it asks for. */
final class Lies {
    private Lies() {}

    private static ShadowedService with(ShadowedService service, MigrationPolicy.Gate gate, SagaPolicy saga) {
        var policy = service.policy();
        var other = new MigrationPolicy(
                policy.threshold(),
                policy.returnBelow(),
                policy.stepsBasisPoints(),
                policy.dwell(),
                policy.coolDown(),
                policy.horizon(),
                policy.minSamples(),
                policy.quorum(),
                policy.weights(),
                gate,
                saga);
        return new ShadowedService(
                service.service(),
                service.account(),
                service.primary(),
                service.shadow(),
                service.mode(),
                service.replication(),
                service.declared(),
                service.bounds(),
                service.ownership(),
                other,
                service.size(),
                service.catalogue(),
                service.sizing(),
                service.data());
    }

    // ---- of the declaration ---------------------------------------------------------------------------------------

    static ShadowedService withoutGate(ShadowedService service) {
        return with(
                service, new MigrationPolicy.Gate(1, 1e6, 1), service.policy().saga());
    }

    static ShadowedService withoutSoak(ShadowedService service) {
        var saga = service.policy().saga();
        return with(
                service,
                service.policy().gate(),
                new SagaPolicy(
                        saga.patience(),
                        Duration.ZERO,
                        saga.pauseMax(),
                        false,
                        saga.limits(),
                        saga.drillEvery(),
                        saga.readinessFloor(),
                        saga.readinessHalfLife(),
                        saga.refreshEvery()));
    }

    // ---- of what is heard -----------------------------------------------------------------------------------------

    static Event withoutHolds(ShadowedService service, Event event) {
        return event instanceof Event.OrdersRead read
                ? new Event.OrdersRead(
                        read.at(),
                        read.given().stream()
                                .filter(given -> !(given.order().what() instanceof Order.What.Hold
                                        || given.order().what() instanceof Order.What.Pause
                                        || given.order().what() instanceof Order.What.Stop))
                                .toList())
                : event;
    }

    static Event withoutFreezes(ShadowedService service, Event event) {
        return event instanceof Event.CalendarRead(var at, var windows)
                ? new Event.CalendarRead(at, new Windows(List.of(), windows.readAt(), windows.until(), false))
                : event;
    }

    static Event withRoom(ShadowedService service, Event event) {
        if (event instanceof Event.BalancerRead(var readAt, var view)) {
            return new Event.BalancerRead(readAt, up(view, false));
        }
        if (!(event instanceof Event.LoadRead(var at, var load))) {
            return event;
        }
        int instances = Math.max(load.instances(), service.sizing().primaryInstances());
        return new Event.LoadRead(
                at,
                new ServiceLoad(
                        load.service(),
                        load.zone(),
                        load.at(),
                        instances,
                        load.requestsPerSecond(),
                        instances * 100.0,
                        load.mutationPerSecond(),
                        load.servedTotal()));
    }

    static Event withoutDeath(ShadowedService service, Event event) {
        return switch (event) {
            case Event.Measured(var at, var window)
            when window.answered() == 0 -> new Event.Measured(at, answered(window));
            case Event.BalancerRead(var at, var view) -> new Event.BalancerRead(at, up(view, true));
            case Event other -> other;
        };
    }

    private static LatencyWindow answered(LatencyWindow window) {
        return new LatencyWindow(
                window.observer(),
                window.target(),
                window.kind(),
                window.at(),
                window.span(),
                window.due(),
                window.due(),
                2_000,
                2_200,
                2_300,
                2_400);
    }

    private static BalancerView up(BalancerView view, boolean faultless) {
        var zones = new TreeMap<>(view.zones());
        zones.replaceAll((_, zone) -> new BalancerView.ZoneHealth(
                zone.serversTotal(),
                zone.serversTotal(),
                zone.requestsTotal(),
                faultless ? 0 : zone.errorsTotal(),
                zone.retriesTotal(),
                zone.responseMillis()));
        return new BalancerView(view.service(), view.at(), view.effective(), zones);
    }

    // ---- of what is done ------------------------------------------------------------------------------------------

    /** Migrations take nothing from what all share. */
    static Optional<Effect> withoutReservation(ControllerState state, Effect effect) {
        return Optional.of(
                effect instanceof Effect.Journal(var entry, long expected)
                        ? new Effect.Journal(
                                new JournalEntry(
                                        entry.service(),
                                        entry.fence(),
                                        entry.author(),
                                        entry.state(),
                                        entry.because(),
                                        Optional.empty(),
                                        entry.limits()),
                                expected)
                        : effect);
    }

    /** In an evacuation the balancer is told what the ledger never hears of. */
    static Optional<Effect> unrecordedEvacuation(ControllerState state, Effect effect) {
        if (effect instanceof Effect.Append(var change, long head)
                && state.saga() instanceof MigrationState.Moving moving
                && moving.migration().kind() == Migration.Kind.EVACUATION) {
            var id = new TaskId(moving.migration().id().toString(), "fast-lane", 1);
            return Optional.of(new Effect.Perform(new Task.FastLane(
                    id, change.fence(), new WeightsRevision(head + 1, "unrecorded", change, state.now()))));
        }
        return Optional.of(effect);
    }

    /** Nobody is told what becomes of an order. */
    static Optional<Effect> withoutReplies(ControllerState state, Effect effect) {
        return effect instanceof Effect.Reply ? Optional.empty() : Optional.of(effect);
    }
}
