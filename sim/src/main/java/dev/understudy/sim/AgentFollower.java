package dev.understudy.sim;

import dev.understudy.core.control.Event;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import java.util.List;
import java.util.TreeMap;

/** How an agent follows the ledger: heads, journal, what was applied, and what people order. */
final class AgentFollower {
    private static final long POLL = 2_000;
    private static final long TIMEOUT = 3_000;

    private final World world;
    private final SimAgent agent;
    private final TreeMap<Long, Order> orders = new TreeMap<>();
    private long sequence;
    private boolean asking;
    private boolean again;

    AgentFollower(World world, SimAgent agent) {
        this.world = world;
        this.agent = agent;
    }

    void start() {
        agent.every(POLL, 10, this::ask);
    }

    /** Something was recorded. */
    void wake() {
        ask();
    }

    private void ask() {
        if (asking) {
            again = true;
            return;
        }
        asking = true;
        again = false;
        agent.call(
                Network.LEDGER,
                TIMEOUT,
                () -> world.ledger().read(sequence, world.staleMillis()),
                this::took,
                () -> asking = false);
    }

    /** Sequence number of the newest record that it has read. */
    long read() {
        return sequence;
    }

    /** Hears everything that is recorded now, before it goes on: whoever begins to lead does so first. */
    void catchUp(long timeout, Runnable then, Runnable silent) {
        agent.call(
                Network.LEDGER,
                timeout,
                () -> world.ledger().read(sequence, 0),
                page -> {
                    tell(page);
                    then.run();
                },
                silent);
    }

    private void took(List<LedgerRecord> page) {
        asking = false;
        tell(page);
        if (again) {
            ask();
        }
    }

    private void tell(List<LedgerRecord> page) {
        var heads = new TreeMap<ServiceId, Event>();
        var journal = new TreeMap<ServiceId, Event>();
        var applied = new TreeMap<ServiceId, Event>();
        var now = agent.clock().instant();
        boolean ordered = false;
        for (LedgerRecord record : page) {
            if (record.sequence() <= sequence) {
                continue; // it was heard by another question meanwhile
            }
            sequence = record.sequence();
            switch (record) {
                case LedgerRecord.Revised(var _, var revision) ->
                    heads.put(revision.change().service(), new Event.HeadMoved(now, revision));
                case LedgerRecord.AppliedTo(var _, var application) ->
                    applied.put(application.service(), new Event.Applied(now, application));
                case LedgerRecord.Journaled(long at, var entry, var _) ->
                    journal.put(entry.service(), new Event.Journaled(now, at, entry));
                case LedgerRecord.Ordered(long number, var order) -> {
                    orders.put(number, order);
                    if (order.what() instanceof Order.What.Release(long released)) {
                        orders.remove(released);
                    }
                    ordered = true;
                }
                case LedgerRecord.Answered answered -> ordered |= answered(answered.answer());
                case LedgerRecord.Noticed _ -> {}
            }
        }
        journal.forEach(agent::hear);
        heads.forEach(agent::hear);
        applied.forEach(agent::hear);
        if (ordered || !page.isEmpty() && sequence == page.size()) {
            tellOrders();
        }
    }

    /** What stands until it ends is not done with by an answer. */
    private boolean answered(Answer answer) {
        var order = orders.get(answer.order());
        if (order == null || answer.verdict() == Answer.Verdict.NEEDS_APPROVAL) {
            return false;
        }
        return switch (order.what()) {
            case Order.What.Hold _, Order.What.Pin _, Order.What.Pause _, Order.What.Stop _ -> false;
            case Order.What.Migrate _,
                    Order.What.RollBack _,
                    Order.What.Drill _,
                    Order.What.Approve _,
                    Order.What.Release _ -> orders.remove(answer.order()) != null;
        };
    }

    private void tellOrders() {
        var now = agent.clock().instant();
        orders.values()
                .removeIf(order ->
                        order.expires().filter(end -> !end.isAfter(now)).isPresent());
        var given = orders.entrySet().stream()
                .map(order -> new Given(order.getKey(), order.getValue()))
                .toList();
        agent.allHear(new Event.OrdersRead(now, given));
    }

    void reply(ServiceId service, Answer answer) {
        world.note("answer " + service + " " + answer.order() + " " + answer.verdict());
        agent.call(
                Network.LEDGER,
                TIMEOUT,
                () -> world.ledger()
                        .write(ledger -> ledger.answer(answer, service, agent.author(), agent.fence(service))),
                _ -> {},
                () -> {});
    }
}
