package dev.understudy.cli;

import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Orders that hold until they end: {@code understudy hold|pause|pin|stop|release|approve}. */
final class StandingOrders {
    private static final String EXPIRES =
            "When it ends by itself: a duration such as 90m, 2h, 3d or PT2H, or an instant such as "
                    + "2026-12-24T08:00:00Z; at most 366 days from now.";

    private StandingOrders() {}

    /** What all of them do. */
    abstract static class Giving implements Runnable {
        @Mixin
        private final OrderOptions options = new OrderOptions();

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        abstract What what(WeightsLedger ledger, Optional<ServiceId> service);

        /** Name of the service; none for the whole stack. */
        @Nullable
        String service() {
            return null;
        }

        /** When it ends, as it was given. */
        @Nullable
        String expires() {
            return null;
        }

        @Override
        public void run() {
            var now = InstantSource.system().instant();
            Optional<Instant> end = Optional.ofNullable(expires()).map(text -> Expiry.parse("--expires", text, now));
            try (var ledger = options.open()) {
                var service = Optional.ofNullable(service()).map(name -> OrderOptions.service(name, ledger));
                var given = options.give(ledger, what(ledger, service), service, now, end);
                var out = spec.commandLine().getOut();
                out.println("order " + given.number() + " recorded: " + said(given.order()));
                out.flush();
            }
        }

        private static String said(Order order) {
            return switch (order.what()) {
                case What.Approve _, What.Release _ -> SagaWords.what(order) + ", by " + order.owner();
                case What.Hold _,
                        What.Pin _,
                        What.Pause _,
                        What.Stop _,
                        What.Migrate _,
                        What.RollBack _,
                        What.Drill _ ->
                    SagaWords.what(order) + " " + SagaWords.about(order) + " until " + SagaWords.until(order) + ", by "
                            + order.owner();
            };
        }
    }

    /** Of one service or of all. */
    abstract static class OfSome extends Giving {
        @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "The service.")
        private @Nullable String service;

        @Option(names = "--all", description = "All services of the stack, instead of SERVICE.")
        private boolean all;

        @Option(names = "--expires", required = true, paramLabel = "WHEN", description = EXPIRES)
        @SuppressWarnings("NullAway.Init")
        private String expires;

        @Override
        @Nullable
        String service() {
            if (all == (service != null)) {
                throw new UsageException(
                        service == null
                                ? "SERVICE is missing; name one, or give --all"
                                : "SERVICE is \"" + service + "\" and --all is given; allowed: one of the two");
            }
            return service;
        }

        @Override
        String expires() {
            return expires;
        }
    }

    /** {@code understudy hold}. */
    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Let no migration begin but an evacuation; one that is under way goes on.",
            footer = {"", "Example: understudy hold shop --expires 2h --reason \"a release is near\""})
    static final class Hold extends OfSome {
        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> service) {
            return new What.Hold();
        }
    }

    /** {@code understudy pause}. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Keep a migration where it is and let none begin; an evacuation does both.",
            footer = {"", "Example: understudy pause shop --expires 15m --reason \"looking at errors\""})
    static final class Pause extends OfSome {
        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> service) {
            return new What.Pause();
        }
    }

    /** {@code understudy pin}. */
    @Command(
            name = "pin",
            mixinStandardHelpOptions = true,
            description =
                    "Keep a service in a zone, or bring it there; agents do not move it from there, even to save it.",
            footer = {"", "Example: understudy pin shop --zone zone-a --expires 1d --reason \"law\""})
    static final class Pin extends Giving {
        @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
        @SuppressWarnings("NullAway.Init")
        private String service;

        @Option(names = "--zone", required = true, paramLabel = "ZONE", description = "The zone it stays in.")
        @SuppressWarnings("NullAway.Init")
        private String zone;

        @Option(names = "--expires", required = true, paramLabel = "WHEN", description = EXPIRES)
        @SuppressWarnings("NullAway.Init")
        private String expires;

        @Override
        String service() {
            return service;
        }

        @Override
        String expires() {
            return expires;
        }

        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> pinned) {
            return new What.Pin(OrderOptions.zone("--zone", zone, pinned.orElseThrow(), ledger));
        }
    }

    /** {@code understudy stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = {
                "Let no agent change anything of any service of the stack, even to save it, until it is released.",
                "The balancers' own health checks still take dead servers out."
            },
            footer = {"", "Example: understudy stop --reason \"agents and people disagree\""})
    static final class Stop extends Giving {
        @Option(names = "--expires", paramLabel = "WHEN", description = EXPIRES + " Default: until it is released.")
        private @Nullable String expires;

        @Override
        @Nullable
        String expires() {
            return expires;
        }

        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> none) {
            return new What.Stop();
        }
    }

    /** {@code understudy release}. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "End an order before its time; understudy orders list shows their numbers.",
            footer = {"", "Example: understudy release 12 --reason \"the release is out\""})
    static final class Release extends Giving {
        @Parameters(index = "0", paramLabel = "ORDER", description = "Number of the order.")
        private long number;

        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> none) {
            return new What.Release(number);
        }
    }

    /** {@code understudy approve}. */
    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approve what waits for a second person; nobody approves what is their own.",
            footer = {"", "Example: understudy approve shop-7 --reason \"looked at it\""},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:recorded", "1:failed", "2:wrong usage", "3:refused: it is your own, or not there"})
    static final class Approve extends Giving {
        @Parameters(
                index = "0",
                paramLabel = "ORDER|MIGRATION",
                description = "Number of an order, or name of a migration such as shop-7.")
        @SuppressWarnings("NullAway.Init")
        private String subject;

        @Override
        What what(WeightsLedger ledger, Optional<ServiceId> none) {
            if (!subject.matches("\\d{1,18}")) {
                try {
                    var _ = MigrationId.parse(subject);
                } catch (IllegalArgumentException fault) {
                    throw new UsageException(
                            "ORDER|MIGRATION is \"" + subject
                                    + "\"; allowed: the number of an order, or SERVICE-NUMBER, such as shop-7",
                            fault);
                }
            }
            return new What.Approve(subject);
        }
    }
}
