package dev.understudy.sim;

import dev.understudy.core.orders.Order;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Optional;

/** Something that befalls the world from one time to another. */
sealed interface Happening {
    /** A zone answers late and loses requests. */
    record BrownOut(ZoneId zone, double extraMillis, double loss, long rampMillis) implements Happening {}

    /** A zone is dead: its agent, its instances and its database with it. */
    record ZoneDead(ZoneId zone) implements Happening {}

    /** What one node sends does not reach another. */
    record Cut(String from, String to) implements Happening {}

    /** The agent of a zone is killed, and starts with empty memory at the end. */
    record AgentDead(ZoneId zone) implements Happening {}

    /** The agent that leads a service stands still, and goes on at the end as if nothing had been. */
    record LeaderStalled(ServiceId service) implements Happening {}

    /** Instances of a service die in a zone, and serve again at the end. */
    record InstancesDead(ServiceId service, ZoneId zone, int count) implements Happening {}

    /** Instances of a service answer some requests with an error in a zone; probes of the zone see nothing of it. */
    record Failing(ServiceId service, ZoneId zone, double ratio) implements Happening {}

    /** Agents stand still for a while after an effect, with this probability. */
    record Sluggish(double probability) implements Happening {}

    /** The agent that leads a service is killed. */
    record LeaderDead(ServiceId service) implements Happening {}

    /**
     * The reconciler is killed.
     *
     * @param orphan whether its update of the engine goes on without it
     */
    record ReconcilerDead(boolean orphan) implements Happening {}

    /** The ledger does not answer. */
    record LedgerDead() implements Happening {}

    /** The ledger can record nothing. */
    record DiskFull() implements Happening {}

    /** The balancer of a service does not answer its administrators. */
    record BalancerDead(ServiceId service) implements Happening {}

    /** One server of a database is down; {@code empty} for the one that takes the writes. */
    record DatabaseDead(ServiceId service, Optional<ZoneId> zone) implements Happening {}

    /** The wall clock of an agent is wrong by this much. */
    record ClockWrong(ZoneId zone, long millis) implements Happening {}

    /** Updates of the engine take longer by up to this. */
    record SlowUpdates(long millis) implements Happening {}

    /** What is read is up to so old. */
    record StaleReads(long millis) implements Happening {}

    /** Calls to clouds are given up half way with this probability. */
    record HalfDone(double probability) implements Happening {}

    /** Instances start more slowly, and some never. */
    record SlowStarts(double factor, double failing) implements Happening {}

    /** Processes are killed between two effects with this probability, and start again soon. */
    record Fragile(double probability) implements Happening {}

    /** Load of a service, as a multiple of the usual. */
    record Load(ServiceId service, double factor) implements Happening {}

    /**
     * A person gives an order; it ends at the end.
     *
     * @param forEver whether it stands until somebody releases it, and nobody does
     */
    record Ordered(Optional<ServiceId> service, Order.What what, String owner, boolean forEver) implements Happening {}

    /** A person sets weights by hand. */
    record SetByPerson(ServiceId service, Weights weights) implements Happening {}

    /** The calendar forbids planned moves. */
    record Freeze() implements Happening {}

    /**
     * When something happens.
     *
     * @param at milliseconds from the start
     * @param until when it ends; what only happens once ends at once
     */
    record Timed(long at, long until, Happening what) {}
}
