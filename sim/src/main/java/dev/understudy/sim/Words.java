package dev.understudy.sim;

import dev.understudy.core.orders.Order;
import java.util.Locale;

/** What happens, in the words of a story. */
final class Words {
    private Words() {}

    static String of(Happening what) {
        return switch (what) {
            case Happening.BrownOut brown ->
                brown.zone() + " answers " + Math.round(brown.extraMillis()) + " ms later"
                        + (brown.loss() > 0
                                ? " and loses " + Math.round(brown.loss() * 100) + " % of its requests"
                                : "");
            case Happening.ZoneDead(var zone) -> zone + " is dead";
            case Happening.Cut(var from, var to) -> "nothing gets from " + from + " to " + to;
            case Happening.AgentDead(var zone) -> "the agent of " + zone + " is dead";
            case Happening.LeaderDead(var service) -> "the agent that leads " + service + " is dead";
            case Happening.LeaderStalled(var service) -> "the agent that leads " + service + " stands still";
            case Happening.InstancesDead(var service, var zone, int count) ->
                count + " instances of " + service + " in " + zone + " are dead";
            case Happening.Failing(var service, var zone, double ratio) ->
                service + " fails " + Math.round(ratio * 100) + " % of its requests in " + zone;
            case Happening.Sluggish(double probability) ->
                "agents stand still after an effect, " + Math.round(probability * 100) + " % of the time";
            case Happening.ReconcilerDead(boolean orphan) ->
                "the reconciler is dead" + (orphan ? ", its update goes on" : "");
            case Happening.LedgerDead() -> "the ledger does not answer";
            case Happening.DiskFull() -> "the disk of the ledger is full";
            case Happening.BalancerDead(var service) -> "the balancer of " + service + " does not answer";
            case Happening.DatabaseDead dead ->
                "the database of " + dead.service() + " "
                        + dead.zone().map(zone -> "in " + zone).orElse("that takes the writes") + " is dead";
            case Happening.ClockWrong(var zone, long millis) ->
                "the clock of the agent of " + zone + " is wrong by " + millis + " ms";
            case Happening.SlowUpdates(long millis) -> "updates take up to " + millis + " ms longer";
            case Happening.StaleReads(long millis) -> "what is read is up to " + millis + " ms old";
            case Happening.HalfDone(double probability) ->
                "of the calls to clouds " + Math.round(probability * 100) + " % are given up half way";
            case Happening.SlowStarts(double factor, double failing) ->
                "instances start " + String.format(Locale.ROOT, "%.0f", factor) + " times more slowly"
                        + (failing > 0 ? ", and " + Math.round(failing * 100) + " % never" : "");
            case Happening.Fragile(double probability) ->
                "agents and the reconciler die between two effects, " + Math.round(probability * 100)
                        + " % of the time";
            case Happening.Load(var service, double factor) ->
                "the load of " + service + " is " + String.format(Locale.ROOT, "%.1f", factor) + " times the usual";
            case Happening.Ordered ordered -> ordered.owner() + " wants: " + of(ordered.what());
            case Happening.SetByPerson set ->
                "a person sets the weights of " + set.service() + " to "
                        + set.weights().inPercent();
            case Happening.Freeze() -> "a freeze";
        };
    }

    static String of(Order.What what) {
        return switch (what) {
            case Order.What.Hold() -> "hold";
            case Order.What.Pin(var zone) -> "pin to " + zone;
            case Order.What.Pause() -> "pause";
            case Order.What.Stop() -> "stop";
            case Order.What.Migrate migrate ->
                (migrate.dryRun() ? "plan a move to " : "move to ")
                        + migrate.to()
                        + (migrate.force() ? ", with force" : "");
            case Order.What.RollBack() -> "roll back";
            case Order.What.Drill() -> "drill";
            case Order.What.Approve(var subject) -> "approve " + subject;
            case Order.What.Release(long order) -> "release order " + order;
        };
    }
}
