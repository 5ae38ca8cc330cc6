package dev.understudy.agent.loop;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.zone.ServiceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The orders of the ledger and what was said to them, folded to those that a controller must know of. */
final class OrderBook {
    private final List<Given> given = new ArrayList<>();
    /** Orders to do something that are done with, by number and whoever said so. */
    private final Set<Done> done = new HashSet<>();

    private record Done(long order, ServiceId service) {}

    void add(long number, Order order) {
        given.add(new Given(number, order));
    }

    /** Takes what the leader of a service said. */
    void add(Answer answer, ServiceId service) {
        switch (answer.verdict()) {
            case PLANNED, ACCEPTED, REFUSED -> done.add(new Done(answer.order(), service));
            case NEEDS_APPROVAL -> {
                // it is still to be done, once somebody approves
            }
        }
    }

    /** The orders about a service that hold now, without those that ask for something and were answered. */
    List<Given> of(ServiceId service, Instant now) {
        return Orders.of(given).at(now).given().stream()
                .filter(one -> one.order().service().map(service::equals).orElse(true))
                .filter(one -> !isCommand(one.order().what()) || !done.contains(new Done(one.number(), service)))
                .toList();
    }

    /** A command is done once; everything else holds until it ends. */
    private static boolean isCommand(Order.What what) {
        return switch (what) {
            case Order.What.Migrate _, Order.What.RollBack _, Order.What.Drill _ -> true;
            case Order.What.Hold _,
                    Order.What.Pin _,
                    Order.What.Pause _,
                    Order.What.Stop _,
                    Order.What.Approve _,
                    Order.What.Release _ -> false;
        };
    }
}
