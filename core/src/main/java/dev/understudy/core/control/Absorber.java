package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Scene;
import dev.understudy.core.saga.Works;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Takes one event into what the controller knows. */
final class Absorber {
    /** Pause after the ledger refused something. */
    private static final Duration RETRY = Duration.ofSeconds(1);
    /**
     * Balancers keep weights in whole numbers, HAProxy from 0 to 256: half of 1/256 is 20 basis points, a raised share
     * 39.
     */
    private static final int ROUNDING_BASIS_POINTS = 50;

    /** Refusals in a row after which an order is refused too: one may be the doing of another leader. */
    private static final int REFUSALS = 3;
    /** Rounds of a pre-copy that are looked at. */
    private static final int ROUNDS = 16;

    private static final Duration REMEMBERED = Duration.ofHours(24);

    private Absorber() {}

    static void absorb(Draft draft, Event event) {
        if (draft.startedAt.equals(Instant.EPOCH)) {
            draft.startedAt = event.at();
        }
        if (event.at().isAfter(draft.now)) {
            draft.now = event.at(); // a wall clock may be set back; time here only moves on
        }
        switch (event) {
            case Event.Measured measured -> draft.fleet = draft.fleet.with(draft.now, measured.window());
            case Event.LoadRead read -> {
                if (read.load().service().equals(draft.service.service())) {
                    draft.fleet = draft.fleet.with(read.load());
                }
            }
            case Event.BalancerRead read -> {
                if (read.view().service().equals(draft.service.service())) {
                    draft.fleet = draft.fleet.with(draft.now, read.view());
                    observe(draft, read.view());
                }
            }
            case Event.Foretold(var _, var foretold) -> draft.fleet = draft.fleet.expecting(draft.now, foretold);
            case Event.BalancerLost _ -> draft.fleet = draft.fleet.withoutBalancer();
            case Event.HeadMoved moved -> headMoved(draft, moved.head());
            case Event.Applied applied -> {
                if (applied.application().service().equals(draft.service.service())) {
                    draft.application = applied.application();
                }
            }
            case Event.LeaseChanged changed -> draft.lease = changed.lease();
            case Event.Appended appended -> {
                draft.appending = null;
                adopt(draft, appended.revision());
            }
            case Event.AppendRefused refused -> {
                draft.appending = null;
                refused(draft, refused.why());
            }
            case Event.Journaled journaled -> journaled(draft, journaled.sequence(), journaled.entry());
            case Event.JournalRefused refused -> journalRefused(draft, refused);
            case Event.DataRead read -> {
                if (read.view().service().equals(draft.service.service())) {
                    draft.data = read.view();
                }
            }
            case Event.DataLost _ -> draft.data = null;
            case Event.TaskEnded ended -> {
                draft.works = draft.works.ended(ended.task(), ended.end(), draft.now);
                draft.upkeep = draft.upkeep.ended(ended.task(), ended.end(), draft.now);
            }
            case Event.CopyProgressed copied -> progressed(draft, copied);
            case Event.OrdersRead read -> draft.orders = Orders.of(read.given());
            case Event.CalendarRead read -> draft.windows = read.windows();
            case Event.SignalsRead read -> draft.warnings = draft.warnings.with(read.signals());
            case Event.Graded graded -> draft.warnings = draft.warnings.with(graded.prospect(), draft.now);
            case Event.Woke _ -> {}
        }
    }

    private static void observe(Draft draft, BalancerView view) {
        if (draft.leg instanceof Leg.Recorded leg && isInForce(leg.weights(), view.effective())) {
            draft.leg = leg.inForce(view, draft.now);
        }
    }

    /** Whether what is in force is what was asked for, but for the rounding of the balancer. */
    static boolean isInForce(Weights wanted, Weights effective) {
        var zones = new TreeMap<>(effective.shares());
        zones.putAll(wanted.shares());
        return zones.keySet().stream().allMatch(zone -> {
            int have = effective.of(zone);
            int want = wanted.of(zone);
            return (have > 0) == (want > 0) && Math.abs(have - want) <= ROUNDING_BASIS_POINTS;
        });
    }

    private static void headMoved(Draft draft, WeightsRevision head) {
        if (head.change().service().equals(draft.service.service()) && head.number() > draft.headNumber()) {
            adopt(draft, head);
        }
    }

    private static void refused(Draft draft, String why) {
        draft.refusal = why;
        draft.retryAt = draft.now.plus(RETRY);
    }

    /** An order whose migration is refused again and again is refused; at once, where there is no room for it. */
    private static void journalRefused(Draft draft, Event.JournalRefused refused) {
        var asked = draft.journaling;
        draft.journaling = null;
        refused(draft, refused.why());
        var order = Optional.ofNullable(asked)
                .filter(_ -> draft.saga instanceof MigrationState.Watching)
                .flatMap(entry -> entry.state().underWay())
                .map(Migration::order)
                .filter(number -> number > 0);
        draft.journalRefusals = order.isPresent() ? draft.journalRefusals + 1 : 0;
        if (draft.journalRefusals >= REFUSALS
                || order.isPresent() && refused.limit().isPresent()) {
            draft.journalRefusals = 0;
            draft.refusedOrder = order.map(number -> new Scene.Refused(number, refused.why()));
        }
    }

    /** Keeps the newest progress of each of the last rounds. */
    private static void progressed(Draft draft, Event.CopyProgressed copied) {
        var asked = draft.works.asked().get(copied.task().work());
        if (asked == null || !asked.id().equals(copied.task())) {
            return;
        }
        var rounds = new ArrayList<>(draft.rounds);
        if (!rounds.isEmpty() && rounds.getLast().round() >= copied.progress().round()) {
            rounds.removeLast();
        }
        rounds.add(copied.progress());
        draft.rounds = List.copyOf(rounds.subList(Math.max(0, rounds.size() - ROUNDS), rounds.size()));
    }

    /** Where the saga is: what this agent or another wrote, which is the same to whoever goes on. */
    private static void journaled(Draft draft, long sequence, JournalEntry entry) {
        if (!entry.service().equals(draft.service.service()) || sequence <= draft.journal) {
            return;
        }
        var asked = draft.journaling;
        if (asked != null
                && asked.author().equals(entry.author())
                && asked.fence().equals(entry.fence())
                && asked.state().since().equals(entry.state().since())
                && asked.state().phase().equals(entry.state().phase())) {
            draft.journaling = null;
        }
        var before = draft.saga.underWay().map(migration -> migration.id());
        draft.works = entry.state().underWay().map(migration -> migration.id()).equals(before)
                ? draft.works.entered()
                : Works.NONE;
        draft.rounds = List.of();
        draft.journalRefusals = 0;
        draft.journal = sequence;
        draft.saga = entry.state();
    }

    /** Makes the newest revision the one to go on from, whoever wrote it. */
    private static void adopt(Draft draft, WeightsRevision head) {
        if (head.number() <= draft.headNumber()) {
            return; // the new head was heard of before the answer
        }
        boolean first = draft.head == null;
        draft.head = head;
        draft.leg = new Leg.Recorded(head.change().weights(), head.number(), draft.now);
        var since = head.at().isBefore(draft.now) ? head.at() : draft.now;
        if (head.change().author().kind() != Author.Kind.AGENT) {
            draft.pinnedUntil = since.plus(draft.service.policy().coolDown());
            return;
        }
        draft.pinnedUntil = Instant.EPOCH;
        if (first && Duration.between(since, draft.now).compareTo(REMEMBERED) < 0) {
            draft.fleet =
                    draft.fleet.remembering(Evidence.calmLatencies(head.change().evidence()));
        }
    }
}
