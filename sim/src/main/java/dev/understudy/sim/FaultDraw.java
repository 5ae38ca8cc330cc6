package dev.understudy.sim;

import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Draws what befalls a world: first which kinds of faults exist, then how often and when each of them happens. */
final class FaultDraw {
    private static final List<String> PERSONS = List.of("anna", "berta", "carl");

    /** Kinds of faults, each of which exists in a world or does not. */
    private enum Kind {
        BROWN_OUT,
        ZONE_DEAD,
        CUT_AGENTS,
        CUT_LEDGER,
        CUT_BALANCER,
        CUT_RECONCILER,
        CUT_DATA,
        CUT_CLOUD,
        AGENT_DEAD,
        LEADER_DEAD,
        LEADER_STALLED,
        INSTANCES_DEAD,
        FAILING,
        SLUGGISH,
        RECONCILER_DEAD,
        LEDGER_DEAD,
        DISK_FULL,
        BALANCER_DEAD,
        DATABASE_DEAD,
        CLOCK_WRONG,
        SLOW_UPDATES,
        STALE_READS,
        HALF_DONE,
        SLOW_STARTS,
        FRAGILE,
        LOAD,
        ORDERS,
        COMMANDS,
        SET_BY_PERSON,
        FREEZE
    }

    private final Dice dice;
    private final List<ZoneId> zones;
    private final List<Plan.Service> services;
    private final List<Happening.Timed> drawn = new ArrayList<>();
    private long until;

    FaultDraw(Dice dice, List<ZoneId> zones, List<Plan.Service> services) {
        this.dice = dice;
        this.zones = zones;
        this.services = services;
    }

    List<Happening.Timed> draw(long end) {
        until = end;
        double density = dice.oneOf(List.of(0.05, 0.15, 0.3, 0.5));
        for (Kind kind : Kind.values()) {
            if (dice.happens(density)) {
                int times = dice.between(1, 3);
                for (int each = 0; each < times; each++) {
                    add(kind);
                }
            }
        }
        // something that gives the agents a reason to move, in most worlds
        if (dice.happens(0.7)) {
            var service = dice.oneOf(services).declared();
            long at = dice.between(40_000L, 120_000L);
            during(
                    at,
                    at + dice.between(40_000L, 110_000L),
                    new Happening.BrownOut(service.primary(), dice.between(30.0, 90.0), 0, dice.between(0L, 20_000L)));
        }
        return drawn;
    }

    private void during(long at, long end, Happening what) {
        drawn.add(new Happening.Timed(at, Math.min(end, until), what));
    }

    /** From some time on, for as long as drawn, milliseconds. */
    private void sometime(long least, long most, Happening what) {
        long at = dice.between(20_000L, until - 20_000);
        during(at, at + dice.between(least, most), what);
    }

    private void add(Kind kind) {
        var zone = dice.oneOf(zones);
        var service = dice.oneOf(services);
        var id = service.declared().service();
        switch (kind) {
            case BROWN_OUT -> brownOut(zone);
            case ZONE_DEAD -> sometime(5_000, 90_000, new Happening.ZoneDead(zone));
            case CUT_AGENTS -> cut(SimAgent.node(zone), SimAgent.node(dice.oneOf(zones)));
            case CUT_LEDGER -> cut(SimAgent.node(zone), Network.LEDGER);
            case CUT_BALANCER -> cut(SimAgent.node(zone), SimBalancer.node(id));
            case CUT_RECONCILER ->
                cut(
                        Network.RECONCILER,
                        dice.oneOf(List.of(Network.LEDGER, Network.ENGINE, Network.CLOUD, SimBalancer.node(id))));
            case CUT_DATA -> cutData(service, zone);
            case CUT_CLOUD -> cut(SimAgent.node(zone), Network.CLOUD);
            case AGENT_DEAD -> sometime(1_000, 40_000, new Happening.AgentDead(zone));
            case LEADER_DEAD -> sometime(1_000, 40_000, new Happening.LeaderDead(id));
            case LEADER_STALLED -> sometime(3_000, 25_000, new Happening.LeaderStalled(id));
            case INSTANCES_DEAD ->
                sometime(
                        10_000,
                        80_000,
                        new Happening.InstancesDead(
                                id,
                                dice.happens(0.6)
                                        ? service.declared().primary()
                                        : service.declared().shadow(),
                                dice.between(1, 3)));
            case FAILING ->
                sometime(
                        40_000,
                        150_000,
                        new Happening.Failing(
                                id,
                                dice.happens(0.7)
                                        ? service.declared().shadow()
                                        : service.declared().primary(),
                                dice.between(0.05, 0.4)));
            case SLUGGISH -> sometime(30_000, 150_000, new Happening.Sluggish(dice.between(0.01, 0.15)));
            case RECONCILER_DEAD -> sometime(500, 30_000, new Happening.ReconcilerDead(dice.happens(0.5)));
            case LEDGER_DEAD -> sometime(1_000, 40_000, new Happening.LedgerDead());
            case DISK_FULL -> sometime(1_000, 40_000, new Happening.DiskFull());
            case BALANCER_DEAD -> sometime(1_000, 30_000, new Happening.BalancerDead(id));
            case DATABASE_DEAD -> databaseDead(service);
            case CLOCK_WRONG ->
                sometime(10_000, 90_000, new Happening.ClockWrong(zone, dice.between(-90_000L, 90_000L)));
            case SLOW_UPDATES -> sometime(20_000, 120_000, new Happening.SlowUpdates(dice.between(2_000L, 25_000L)));
            case STALE_READS -> sometime(20_000, 120_000, new Happening.StaleReads(dice.between(500L, 5_000L)));
            case HALF_DONE -> sometime(20_000, 120_000, new Happening.HalfDone(dice.between(0.1, 0.6)));
            case SLOW_STARTS ->
                sometime(20_000, 120_000, new Happening.SlowStarts(dice.between(1.0, 12.0), dice.between(0.0, 0.5)));
            case FRAGILE -> sometime(20_000, 150_000, new Happening.Fragile(dice.between(0.005, 0.1)));
            case LOAD -> sometime(20_000, 100_000, new Happening.Load(id, dice.between(0.2, 1.3)));
            case ORDERS -> standing(service);
            case COMMANDS -> command(service);
            case SET_BY_PERSON ->
                sometime(0, 0, new Happening.SetByPerson(id, share(service, dice.between(0, 4) * 2_500)));
            case FREEZE -> sometime(20_000, 120_000, new Happening.Freeze());
        }
    }

    private void brownOut(ZoneId zone) {
        sometime(
                10_000,
                120_000,
                new Happening.BrownOut(
                        zone,
                        dice.between(5.0, 100.0),
                        dice.happens(0.3) ? dice.between(0.0, 0.4) : 0,
                        dice.between(0L, 30_000L)));
    }

    private void databaseDead(Plan.Service service) {
        if (service.declared().data() instanceof DataPolicy.Replicated data) {
            sometime(
                    2_000,
                    60_000,
                    new Happening.DatabaseDead(
                            service.declared().service(),
                            dice.happens(0.5) ? Optional.empty() : Optional.of(dice.oneOf(data.zones()))));
        }
    }

    private void cutData(Plan.Service service, ZoneId zone) {
        if (service.declared().data() instanceof DataPolicy.Replicated data
                && data.zones().size() > 1) {
            cut(
                    SimDatabase.node(dice.oneOf(data.zones())),
                    dice.happens(0.5) ? SimAgent.node(zone) : SimDatabase.node(dice.oneOf(data.zones())));
        }
    }

    private void cut(String one, String other) {
        if (one.equals(other)) {
            return;
        }
        long at = dice.between(20_000L, until - 20_000);
        long end = at + dice.between(2_000L, 80_000L);
        boolean there = dice.happens(0.7);
        if (there) {
            during(at, end, new Happening.Cut(one, other));
        }
        if (!there || dice.happens(0.6)) {
            during(at, end, new Happening.Cut(other, one));
        }
    }

    private void standing(Plan.Service service) {
        var declared = service.declared();
        Order.What what = dice.oneOf(List.of(
                new Order.What.Hold(),
                new Order.What.Pause(),
                new Order.What.Stop(),
                new Order.What.Pin(dice.happens(0.5) ? declared.primary() : declared.shadow())));
        boolean all = what instanceof Order.What.Stop || !(what instanceof Order.What.Pin) && dice.happens(0.3);
        sometime(
                5_000,
                120_000,
                new Happening.Ordered(
                        all ? Optional.empty() : Optional.of(declared.service()),
                        what,
                        dice.oneOf(PERSONS),
                        dice.happens(0.1)));
    }

    private void command(Plan.Service service) {
        var declared = service.declared();
        Order.What what = switch (dice.between(0, 5)) {
            case 0 -> new Order.What.RollBack();
            case 1 -> new Order.What.Drill();
            case 2 -> new Order.What.Migrate(declared.shadow(), true, false);
            case 3 -> new Order.What.Migrate(declared.primary(), false, false);
            case 4 -> new Order.What.Migrate(declared.shadow(), false, dice.happens(0.3));
            default -> new Order.What.Migrate(declared.shadow(), false, false);
        };
        sometime(
                30_000,
                200_000,
                new Happening.Ordered(Optional.of(declared.service()), what, dice.oneOf(PERSONS), false));
    }

    private static Weights share(Plan.Service service, int shadowShare) {
        var declared = service.declared();
        return new Weights(
                new TreeMap<>(Map.of(declared.primary(), Weights.WHOLE - shadowShare, declared.shadow(), shadowShare)));
    }
}
