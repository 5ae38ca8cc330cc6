package dev.understudy.cli;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives an order to do something, and waits for what becomes of it. */
final class WatchOptions {
    /** Leaders answer within a second; a new one is elected within some ten. */
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** An order nobody heard must not be done much later, even when nobody was left to withdraw it. */
    private static final Duration HEARD = Duration.ofMinutes(10);
    /** How long a second person has. */
    private static final Duration APPROVED = Duration.ofHours(1);

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Wait until it is over and tell its steps. With --no-wait: until it is accepted. Default: wait.")
    private boolean wait;

    @Option(
            names = "--timeout",
            defaultValue = "30m",
            paramLabel = "DURATION",
            description = "Wait no longer than this, such as 90s, 30m or PT2H; what was accepted goes on. Default: "
                    + "${DEFAULT-VALUE}. Nobody is waited for longer than 20 s to answer.")
    @SuppressWarnings("NullAway.Init")
    private String timeout;

    @Mixin
    private final OrderOptions order = new OrderOptions();

    /**
     * Gives an order and waits as was asked for.
     *
     * @param out gets the text of the answer and nothing else
     * @param err gets the progress
     * @return the exit code of what was done
     */
    int give(String name, WhatOf what, PrintWriter out, PrintWriter err) {
        var limit = Expiry.duration("--timeout", timeout);
        try (var ledger = order.open()) {
            var clock = InstantSource.system();
            var service = OrderOptions.service(name, ledger);
            var wanted = what.of(service, ledger);
            boolean force = wanted instanceof Order.What.Migrate migrate && migrate.force() && !migrate.dryRun();
            var now = clock.instant();
            var given = order.give(
                    ledger, wanted, Optional.of(service), now, Optional.of(now.plus(force ? APPROVED : HEARD)));
            try (var watch = new OrderWatch(ledger, service, given, err, clock)) {
                watch.say("order " + given.number() + " recorded; waiting for the leading agent of " + service);
                return new Waiting(watch, given, now.plus(limit))
                        .forIt(out, limit.compareTo(ANSWER) < 0 ? limit : ANSWER, now);
            }
        }
    }

    /** Makes what is ordered of the service it is ordered for. */
    interface WhatOf {
        Order.What of(ServiceId service, WeightsLedger ledger);
    }

    private final class Waiting {
        private final OrderWatch watch;
        private final Given given;
        private final Instant until;

        Waiting(OrderWatch watch, Given given, Instant until) {
            this.watch = watch;
            this.given = given;
            this.until = until;
        }

        int forIt(PrintWriter out, Duration patience, Instant now) {
            var first = watch.answer(now.plus(patience));
            if (first.isEmpty()) {
                watch.withdraw();
                first = watch.answer(now);
            }
            if (first.isEmpty() && watch.taken()) {
                watch.say("it began in the moment of its withdrawal");
                return wait ? ended() : 0;
            }
            var answer = first.orElseThrow(() -> new EndedException(
                            EndedException.TIMEOUT,
                            "nobody answered order " + given.number() + " within " + patience.toSeconds()
                                    + " s, so it was withdrawn: no agent leads the service, or none reaches the ledger; "
                                    + "understudy doctor looks at agents"))
                    .answer();
            return switch (answer.verdict()) {
                case NEEDS_APPROVAL -> approved(answer, out);
                case PLANNED, ACCEPTED, REFUSED -> decided(answer, out);
            };
        }

        private int approved(Answer first, PrintWriter out) {
            String ask = first.text() + "; order " + given.number() + " waits an hour for that";
            if (!wait) {
                throw new EndedException(EndedException.NEEDS_APPROVAL, ask);
            }
            watch.say(ask);
            return watch.decision(until)
                    .map(answer -> decided(answer.answer(), out))
                    .orElseThrow(() -> new EndedException(EndedException.NEEDS_APPROVAL, "still not approved: " + ask));
        }

        private int decided(Answer answer, PrintWriter out) {
            if (answer.verdict() == Answer.Verdict.REFUSED) {
                throw new EndedException(EndedException.REFUSED, "refused: " + answer.text());
            }
            out.print(answer.text());
            out.flush();
            if (!answer.text().endsWith("\n")) {
                watch.say("");
            }
            return answer.verdict() == Answer.Verdict.PLANNED || !wait ? 0 : ended();
        }

        private int ended() {
            var outcome = watch.end(until)
                    .orElseThrow(() -> new EndedException(
                            EndedException.TIMEOUT,
                            "it is not over yet and goes on: understudy migrations " + watch.shown()));
            return switch (outcome) {
                case DONE -> {
                    watch.say("done: understudy migrations " + watch.shown());
                    yield 0;
                }
                case ROLLED_BACK ->
                    throw new EndedException(
                            EndedException.ROLLED_BACK, "rolled back: understudy migrations " + watch.shown());
                case LEFT ->
                    throw new EndedException(
                            EndedException.ROLLED_BACK,
                            "left as it stood, since somebody else took over: understudy migrations " + watch.shown());
            };
        }
    }
}
