package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.MoveState;
import dev.understudy.core.migrate.MoveState.AtHome;
import dev.understudy.core.migrate.MoveState.Away;
import dev.understudy.core.migrate.MoveState.ComingHome;
import dev.understudy.core.migrate.MoveState.MovingOut;
import dev.understudy.core.migrate.MoveState.PartWay;
import dev.understudy.core.migrate.MoveState.Travelling;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.Trip;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** Takes one event into what the controller knows. */
final class Absorber {
    /** Pause after the ledger refused a change. */
    private static final Duration RETRY = Duration.ofSeconds(1);
    /**
     * Balancers keep weights in whole numbers, HAProxy from 0 to 256: half of 1/256 is 20 basis points, a raised share
     * 39.
     */
    private static final int ROUNDING_BASIS_POINTS = 50;

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
            case Event.BalancerLost _ -> draft.fleet = draft.fleet.withoutBalancer();
            case Event.HeadMoved moved -> headMoved(draft, moved.head());
            case Event.Applied applied -> {
                if (applied.application().service().equals(draft.service.service())) {
                    draft.application = applied.application();
                }
            }
            case Event.LeaseChanged changed -> draft.lease = changed.lease();
            case Event.Appended appended -> appended(draft, appended.revision());
            case Event.AppendRefused refused -> refused(draft, refused.why());
            case Event.Journaled _,
                    Event.JournalRefused _,
                    Event.OrdersRead _,
                    Event.CalendarRead _,
                    Event.DataRead _,
                    Event.DataLost _,
                    Event.CopyProgressed _,
                    Event.TaskEnded _,
                    Event.Woke _ -> {}
        }
    }

    private static void observe(Draft draft, BalancerView view) {
        if (draft.move instanceof Travelling travelling && travelling.trip().leg() instanceof Leg.Recorded leg) {
            var target = view.zones().get(travelling.trip().to());
            if (target != null && isInForce(leg.weights(), view.effective())) {
                draft.move = travelling.at(leg.inForce(target, draft.now));
            }
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
        if (!head.change().service().equals(draft.service.service()) || head.number() <= draft.headNumber()) {
            return;
        }
        var waiting = draft.inFlight;
        if (waiting != null && !waiting.settled()) {
            draft.inFlight = waiting.settledByHead();
            if (waiting.is(head.change())) {
                recorded(draft, head);
                return;
            }
        }
        adopt(draft, head);
    }

    private static void appended(Draft draft, WeightsRevision revision) {
        var waiting = draft.inFlight;
        draft.inFlight = null;
        if (revision.number() <= draft.headNumber()) {
            return; // the new head was heard of before the answer
        }
        if (waiting != null && !waiting.settled() && waiting.is(revision.change())) {
            recorded(draft, revision);
        } else {
            adopt(draft, revision);
        }
    }

    private static void refused(Draft draft, String why) {
        draft.refusal = why;
        var waiting = draft.inFlight;
        draft.inFlight = null;
        draft.retryAt = draft.now.plus(RETRY);
        if (waiting != null && !waiting.settled()) {
            draft.move = waiting.before();
        }
    }

    private static void recorded(Draft draft, WeightsRevision revision) {
        draft.head = revision;
        if (draft.move instanceof Travelling travelling && travelling.trip().leg() instanceof Leg.Asked asked) {
            draft.move = travelling.at(asked.recorded(revision.number(), draft.now));
        }
    }

    /** Makes a head that others wrote the place to go on from. */
    private static void adopt(Draft draft, WeightsRevision head) {
        var earlier = draft.head;
        var before = draft.desired();
        draft.head = head;
        var since = head.at().isBefore(draft.now) ? head.at() : draft.now;
        boolean settled = Duration.between(since, draft.now)
                        .compareTo(draft.service.policy().coolDown())
                >= 0;
        if (head.change().author().kind() != Author.Kind.AGENT) {
            draft.pinnedUntil = since.plus(draft.service.policy().coolDown());
            draft.move = resting(draft, head.change().weights(), since);
            return;
        }
        draft.pinnedUntil = Instant.EPOCH;
        if (earlier == null && Duration.between(since, draft.now).compareTo(REMEMBERED) < 0) {
            draft.fleet =
                    draft.fleet.remembering(Evidence.calmLatencies(head.change().evidence()));
        }
        var rest = resting(draft, head.change().weights(), since);
        draft.move = settled && !(rest instanceof PartWay) ? rest : travelling(draft, before, head, rest);
    }

    private static MoveState resting(Draft draft, Weights weights, Instant since) {
        var route = new Route(draft.service);
        if (route.isHome(weights)) {
            return new AtHome(since);
        }
        return route.isAway(weights) ? new Away(since) : new PartWay(since);
    }

    /** The trip that an agent's revision is a step of; its gate is still to be passed. */
    private static MoveState travelling(Draft draft, Weights before, WeightsRevision head, MoveState rest) {
        var change = head.change();
        var service = draft.service;
        int share = change.weights().of(service.shadow());
        double goal = change.evidence().getOrDefault(Evidence.GOAL, (double) share);
        boolean resting = !(rest instanceof PartWay);
        if (!resting && goal == share) {
            return rest;
        }
        boolean outward = resting ? share >= before.of(service.shadow()) : goal > share;
        boolean home = rest instanceof AtHome
                || !resting && goal == new Route(service).home().of(service.shadow());
        var from = outward ? service.primary() : service.shadow();
        var to = outward ? service.shadow() : service.primary();
        var leg = new Leg.Recorded(change.weights(), head.number(), draft.now);
        var trip = draft.move
                .underWay()
                .filter(known -> known.to().equals(to))
                .map(known -> new Trip(from, to, known.origin(), known.startedAt(), known.p95BeforeMillis(), leg))
                .orElseGet(() -> {
                    var route = new Route(service);
                    double p95Before = change.evidence().getOrDefault(Evidence.P95_BEFORE, 0.0);
                    return new Trip(from, to, home ? route.away() : route.home(), draft.now, p95Before, leg);
                });
        return home ? new ComingHome(trip.startedAt(), trip) : new MovingOut(trip.startedAt(), trip);
    }
}
