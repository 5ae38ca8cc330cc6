package dev.understudy.cli;

import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every order has: a reason, and a ledger that keeps it. */
final class OrderOptions {
    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, in your own words, 1 to 500 characters; it is kept and shown.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    @Mixin
    private final LedgerOptions options = new LedgerOptions();

    WeightsLedger open() {
        if (reason.isBlank() || reason.length() > 500) {
            throw new UsageException(
                    "--reason is " + reason.length() + " characters long; allowed: 1 to 500, not blank");
        }
        return options.open(Path.of(""));
    }

    /**
     * Records an order.
     *
     * @return the order with its number
     */
    Given give(
            WeightsLedger ledger,
            Order.What what,
            Optional<ServiceId> service,
            Instant now,
            Optional<Instant> expires) {
        var order = new Order(what, service, options.person(Path.of("")), reason, now, expires);
        try {
            return new Given(ledger.order(order), order);
        } catch (LedgerException fault) {
            throw switch (fault.kind()) {
                case INVALID, DENIED ->
                    new EndedException(EndedException.REFUSED, "refused: " + fault.getMessage(), fault);
                case UNREACHABLE, CORRUPT, WRONG_STACK, FULL -> fault;
            };
        }
    }

    /** The service with this name. */
    static ServiceId service(String name, WeightsLedger ledger) {
        var service = new ServiceId(name);
        if (ledger.head(service).isEmpty()) {
            throw new UsageException(
                    "SERVICE is \"" + name + "\"; allowed: one of " + LedgerOptions.services(null, ledger));
        }
        return service;
    }

    /** A zone that has a share of the service's traffic, be it 0. */
    static ZoneId zone(String option, String name, ServiceId service, WeightsLedger ledger) {
        var zones =
                ledger.head(service).orElseThrow().change().weights().shares().keySet();
        if (zones.stream().noneMatch(zone -> zone.value().equals(name))) {
            throw new UsageException(
                    option + " is \"" + name + "\"; allowed: a zone of service " + service + ", one of " + zones);
        }
        return new ZoneId(name);
    }
}
