package dev.understudy.sim;

import dev.understudy.core.calendar.Window;
import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes happen what the plan says, and ends it. */
final class Faults {
    private final World world;
    private final Map<ZoneId, Integer> keptDown = new TreeMap<>();
    private final Map<Happening.Timed, Object> begun = new HashMap<>();
    private final List<Long> standing = new ArrayList<>();
    private long staleMillis;
    private double fragility;
    private double sluggishness;
    private long slowUpdateMillis;
    private double halfDone;
    private int active;

    Faults(World world) {
        this.world = world;
    }

    void begin() {
        for (Happening.Timed each : world.plan().happenings()) {
            world.time().at(each.at(), () -> {
                active++;
                world.note(each.what().getClass().getSimpleName());
                begin(each);
            });
            world.time().at(Math.max(each.at(), each.until()), () -> {
                active--;
                end(each);
            });
        }
    }

    private void begin(Happening.Timed timed) {
        switch (timed.what()) {
            case Happening.BrownOut brown -> {
                var out = new SimWeather.BrownOut(
                        brown.zone(), world.time().now(), brown.extraMillis(), brown.loss(), brown.rampMillis());
                begun.put(timed, out);
                world.weather().begin(out);
            }
            case Happening.ZoneDead(var zone) -> zoneDies(zone);
            case Happening.Cut(var from, var to) -> world.network().cut(from, to);
            case Happening.AgentDead(var zone) -> agentDies(timed, zone);
            case Happening.LeaderDead(var service) ->
                world.agents().keySet().stream()
                        .filter(zone -> world.leads(zone, service))
                        .findFirst()
                        .ifPresent(zone -> agentDies(timed, zone));
            case Happening.LeaderStalled(var service) ->
                world.agents().keySet().stream()
                        .filter(zone -> world.leads(zone, service))
                        .findFirst()
                        .ifPresent(zone -> agent(zone).stall(timed.until()));
            case Happening.Failing(var service, var zone, double ratio) ->
                traffic(service).failing(zone, ratio);
            case Happening.Sluggish(double probability) -> sluggishness = probability;
            case Happening.InstancesDead(var service, var zone, int count) ->
                world.fleet().lose(service, zone, count, timed.until());
            case Happening.ReconcilerDead(boolean orphan) -> world.reconciler().crash(orphan);
            case Happening.LedgerDead() -> world.network().kill(Network.LEDGER);
            case Happening.DiskFull() -> world.ledger().full(true);
            case Happening.BalancerDead(var service) -> world.balancer(service).die();
            case Happening.DatabaseDead dead -> databaseDies(timed, dead);
            case Happening.ClockWrong(var zone, long millis) ->
                agent(zone).clock().jump(millis);
            case Happening.SlowUpdates(long millis) -> slowUpdateMillis = millis;
            case Happening.StaleReads(long millis) -> staleMillis = millis;
            case Happening.HalfDone(double probability) -> halfDone = probability;
            case Happening.SlowStarts(double factor, double failing) ->
                world.fleet().slow(factor, failing);
            case Happening.Fragile(double probability) -> fragility = probability;
            case Happening.Load(var service, double factor) -> traffic(service).factor(factor);
            case Happening.Ordered ordered -> order(timed, ordered);
            case Happening.SetByPerson set -> setByPerson(set);
            case Happening.Freeze() -> {
                var window = new Window(
                        Window.Kind.FREEZE, "freeze", world.time().instant(), Timeline.instant(timed.until() + 1));
                world.freezes().add(window);
            }
        }
    }

    private void end(Happening.Timed timed) {
        switch (timed.what()) {
            case Happening.BrownOut _ -> {
                if (begun.remove(timed) instanceof SimWeather.BrownOut out) {
                    world.weather().end(out);
                }
            }
            case Happening.ZoneDead(var zone) -> zoneComesBack(zone);
            case Happening.Cut(var from, var to) -> world.network().mend(from, to);
            case Happening.AgentDead _, Happening.LeaderDead _ -> {
                if (begun.remove(timed) instanceof ZoneId zone) {
                    keptDown.merge(zone, -1, Integer::sum);
                    world.revive(agent(zone));
                }
            }
            case Happening.ReconcilerDead _ -> world.reconciler().start();
            case Happening.LedgerDead() -> world.network().revive(Network.LEDGER);
            case Happening.DiskFull() -> world.ledger().full(false);
            case Happening.BalancerDead(var service) -> world.balancer(service).comeBack();
            case Happening.DatabaseDead dead -> {
                if (begun.remove(timed) instanceof ZoneId zone) {
                    database(dead.service()).up(zone);
                }
            }
            case Happening.ClockWrong(var zone, long _) -> agent(zone).clock().set();
            case Happening.SlowUpdates _ -> slowUpdateMillis = 0;
            case Happening.StaleReads _ -> staleMillis = 0;
            case Happening.HalfDone _ -> halfDone = 0;
            case Happening.SlowStarts _ -> {
                world.fleet().slow(1, 0);
                world.fleet().replaceFailed();
            }
            case Happening.Fragile _ -> fragility = 0;
            case Happening.Sluggish _ -> sluggishness = 0;
            case Happening.Failing(var service, var zone, double _) ->
                traffic(service).failing(zone, 0);
            case Happening.Load(var service, double _) -> traffic(service).factor(1);
            case Happening.Ordered ordered -> {
                if (!ordered.forEver() && begun.remove(timed) instanceof Long number) {
                    release(ordered, number);
                }
            }
            case Happening.SetByPerson _, Happening.Freeze _, Happening.LeaderStalled _, Happening.InstancesDead _ -> {}
        }
    }

    private void zoneDies(ZoneId zone) {
        world.weather().kill(zone);
        world.network().kill(SimAgent.node(zone));
        world.network().kill(SimDatabase.node(zone));
        agent(zone).crash();
        world.databases().values().stream()
                .filter(database -> database.zones().contains(zone))
                .forEach(database -> database.down(zone));
    }

    private void zoneComesBack(ZoneId zone) {
        world.weather().revive(zone);
        world.network().revive(SimAgent.node(zone));
        world.network().revive(SimDatabase.node(zone));
        if (!world.weather().isDead(zone)) {
            world.databases().values().stream()
                    .filter(database -> database.zones().contains(zone))
                    .forEach(database -> database.up(zone));
            world.revive(agent(zone));
        }
    }

    private void agentDies(Happening.Timed timed, ZoneId zone) {
        begun.put(timed, zone);
        keptDown.merge(zone, 1, Integer::sum);
        agent(zone).crash();
    }

    private void databaseDies(Happening.Timed timed, Happening.DatabaseDead dead) {
        var database = database(dead.service());
        dead.zone().or(database::writer).ifPresent(zone -> {
            begun.put(timed, zone);
            database.down(zone);
        });
    }

    private void order(Happening.Timed timed, Happening.Ordered ordered) {
        var now = world.time().instant();
        Optional<java.time.Instant> expires =
                ordered.forEver() ? Optional.empty() : Optional.of(Timeline.instant(timed.until() + 1));
        var order = new Order(
                ordered.what(),
                ordered.service(),
                new Author(Author.Kind.PERSON, ordered.owner()),
                "because " + ordered.owner() + " says so",
                now,
                expires);
        if (world.network().open(Network.LEDGER, Network.LEDGER)
                && world.ledger().write(ledger -> ledger.order(order))
                        instanceof SimLedger.Reply.Said<Long>(Long number)) {
            begun.put(timed, number);
            standing.add(number);
        }
    }

    private void release(Happening.Ordered ordered, long number) {
        standing.remove(number);
        switch (ordered.what()) {
            case Order.What.Hold _, Order.What.Pin _, Order.What.Pause _, Order.What.Stop _ -> {
                var order = new Order(
                        new Order.What.Release(number),
                        Optional.empty(),
                        new Author(Author.Kind.PERSON, ordered.owner()),
                        "it is over",
                        world.time().instant(),
                        Optional.empty());
                if (world.network().open(Network.LEDGER, Network.LEDGER)) {
                    world.ledger().write(ledger -> ledger.order(order));
                }
            }
            case Order.What.Migrate _,
                    Order.What.RollBack _,
                    Order.What.Drill _,
                    Order.What.Approve _,
                    Order.What.Release _ -> {}
        }
    }

    private void setByPerson(Happening.SetByPerson set) {
        if (!world.network().open(Network.LEDGER, Network.LEDGER)) {
            return;
        }
        long head =
                world.chain().head(set.service()).map(WeightsRevision::number).orElse(0L);
        var provision = world.chain()
                .head(set.service())
                .map(revision -> revision.change().provision())
                .orElse(dev.understudy.core.weights.Provision.AS_DECLARED);
        var change = new WeightsChange(
                set.service(),
                set.weights(),
                Fence.NONE,
                new Author(Author.Kind.PERSON, "anna"),
                Because.of("I say so"),
                new TreeMap<>(),
                provision);
        try {
            world.ledger().write(ledger -> ledger.append(change, head));
        } catch (LedgerException e) {
            world.note("a person was refused");
        }
    }

    /** Whether something keeps the agent of a zone from starting. */
    boolean keepsDown(ZoneId zone) {
        return keptDown.getOrDefault(zone, 0) > 0;
    }

    /** How many things happen now. */
    int active() {
        return active;
    }

    private SimAgent agent(ZoneId zone) {
        var agent = world.agents().get(zone);
        if (agent == null) {
            throw new IllegalArgumentException("no agent in zone " + zone);
        }
        return agent;
    }

    private SimDatabase database(ServiceId service) {
        var database = world.databases().get(service);
        if (database == null) {
            throw new IllegalArgumentException("service " + service + " has no database");
        }
        return database;
    }

    private Traffic traffic(ServiceId service) {
        var traffic = world.traffic().get(service);
        if (traffic == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return traffic;
    }

    long staleMillis() {
        return staleMillis;
    }

    double sluggishness() {
        return sluggishness;
    }

    double fragility() {
        return fragility;
    }

    long slowUpdateMillis() {
        return slowUpdateMillis;
    }

    double halfDone() {
        return halfDone;
    }
}
