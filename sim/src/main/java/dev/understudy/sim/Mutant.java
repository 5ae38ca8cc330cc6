package dev.understudy.sim;

import dev.understudy.core.control.Event;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Order;
import java.time.Duration;
import java.util.TreeMap;

/**
 * A product that is wrong in one way. Each is put together at a seam of the world, is caught by a rule, and keeps the seed
 * that caught it: a simulator that does not see it any more is broken itself.
 */
enum Mutant {
    FENCE_IGNORED(
            "databases obey a leader that was succeeded",
            "the data is safe",
            0,
            Rig.WHOLE.with(new SimDatabase.Law(true, false, true))),
    OLDER_REVISION_APPLIED(
            "balancers take an older revision after a newer one",
            "no older revision",
            0,
            Rig.WHOLE.with(new SimBalancer.Law(false, true, true))),
    RAISED_AFTER_LOWERED(
            "balancers lower one zone before they raise the other",
            "a server at any moment",
            0,
            Rig.WHOLE.with(new SimBalancer.Law(true, true, false))),
    WRONG_STANDBY_PROMOTED(
            "the first standby at hand is promoted, whatever it has",
            "the data is safe",
            0,
            Rig.WHOLE.with(new SimDatabase.Law(true, true, false))),
    ACKNOWLEDGED_BEFORE_STANDBY(
            "the writer says that a write is safe before a standby has it",
            "the data is safe",
            0,
            Rig.WHOLE.with(new SimDatabase.Law(false, true, true))),
    GATE_SKIPPED(
            "the gate lets everything pass",
            "a gate after each step",
            0,
            Rig.WHOLE.with(Minds.declared(Mutant::withoutGate))),
    SOAK_SKIPPED(
            "the old zone is sized down at once",
            "soak before retiring",
            0,
            Rig.WHOLE.with(Minds.declared(Mutant::withoutSoak))),
    ACTED_BEFORE_JOURNAL(
            "what is to be done is done without its journal entry",
            "journal before act",
            0,
            Rig.WHOLE.with(Minds.journalLess())),
    HOLD_FORGOTTEN(
            "holds, pauses and stops are not heard",
            "orders are obeyed",
            0,
            Rig.WHOLE.with(Minds.hearing(Mutant::withoutHolds))),
    MISSING_CAPACITY_TRUSTED(
            "zones are believed to have instances that they have not",
            "capacity before traffic",
            0,
            Rig.WHOLE.with(Minds.hearing(Mutant::withRoom))),
    LAST_ZONE_DRAINED(
            "a dead zone looks well",
            "the last healthy zone is kept",
            0,
            Rig.WHOLE.with(Minds.hearing(Mutant::withoutDeath))),
    LEASE_FOR_EVERYBODY("whoever asks for the lease gets it", "one leader", 0, Rig.WHOLE.with(LavishLedger::new));

    private final String wrong;
    private final String rule;
    private final long caughtBy;
    private final Rig rig;

    Mutant(String wrong, String rule, long caughtBy, Rig rig) {
        this.wrong = wrong;
        this.rule = rule;
        this.caughtBy = caughtBy;
        this.rig = rig;
    }

    /** What it does wrong. */
    String wrong() {
        return wrong;
    }

    /** The rule that it breaks. */
    String rule() {
        return rule;
    }

    /** The seed that is known to catch it. */
    long caughtBy() {
        return caughtBy;
    }

    Rig rig() {
        return rig;
    }

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

    private static ShadowedService withoutGate(ShadowedService service) {
        return with(
                service, new MigrationPolicy.Gate(1, 1e6, 1), service.policy().saga());
    }

    private static ShadowedService withoutSoak(ShadowedService service) {
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

    private static Event withoutHolds(ShadowedService service, Event event) {
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

    private static Event withRoom(ShadowedService service, Event event) {
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

    private static Event withoutDeath(ShadowedService service, Event event) {
        return switch (event) {
            case Event.Measured(var at, var window)
            when window.answered() == 0 -> new Event.Measured(at, answered(window));
            case Event.BalancerRead(var at, var view) -> new Event.BalancerRead(at, up(view));
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

    private static BalancerView up(BalancerView view) {
        var zones = new TreeMap<>(view.zones());
        zones.replaceAll((_, zone) -> new BalancerView.ZoneHealth(
                zone.serversTotal(),
                zone.serversTotal(),
                zone.requestsTotal(),
                zone.errorsTotal(),
                zone.retriesTotal(),
                zone.responseMillis()));
        return new BalancerView(view.service(), view.at(), view.effective(), zones);
    }
}
