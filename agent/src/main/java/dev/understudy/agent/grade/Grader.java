package dev.understudy.agent.grade;

import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.agent.store.ScorecardStore;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.score.Prospect;
import dev.understudy.core.score.Stakes;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Summary;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Keeps a scorecard for each service: once a second it grades what has come and states what is thought now; once a minute
 * it writes the grades to disk and tells the controllers whether the stated probabilities hold.
 */
public final class Grader implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration KEEP = Duration.ofMinutes(1);
    /** A risk that moves by so much is told at once. */
    private static final double NEWS = 0.1;

    private static final Duration AHEAD = Duration.ofDays(1);

    private final ZoneId own;
    private final Supplier<SortedMap<ServiceId, ControllerLoop.View>> views;
    private final Supplier<SignalBook> book;
    private final Stakes stakes;
    private final Optional<ScorecardStore> store;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final ConcurrentSkipListMap<ServiceId, Graded> graded = new ConcurrentSkipListMap<>();
    private final Map<ServiceId, MigrationId> moved = new HashMap<>();
    private final Map<ServiceId, Prospect> told = new HashMap<>();
    private final Map<Path, PathSigns> signs = new HashMap<>();
    private final ToDoubleFunction<double[]> onset;
    private Instant keptAt = Instant.EPOCH;

    private record Path(ServiceId service, ZoneId zone) {}

    /** The grades of a service and the risks of its zones, as of the last look. */
    private record Graded(List<Zone> zones, Scorecard card, Prospect prospect) {}

    /**
     * @param own zone of this agent
     * @param stakes what a break costs, and where people would rather be
     * @param store where grades outlive the process; they do not when it is empty
     * @param onset the learned probability of a degraded hour ahead, of a row of {@code OnsetFeatures}
     */
    public Grader(
            ZoneId own,
            Supplier<SortedMap<ServiceId, ControllerLoop.View>> views,
            Supplier<SignalBook> book,
            Stakes stakes,
            Optional<ScorecardStore> store,
            ToDoubleFunction<double[]> onset,
            Mailbox mailbox,
            InstantSource clock) {
        this.own = own;
        this.onset = onset;
        this.views = views;
        this.book = book;
        this.stakes = stakes;
        this.store = store;
        this.mailbox = mailbox;
        this.clock = clock;
    }

    /** Looks once. */
    public Duration turn() {
        var now = clock.instant();
        var announced = book.get();
        boolean due = !now.isBefore(keptAt.plus(KEEP)) || now.isBefore(keptAt);
        views.get().forEach((service, view) -> {
            var state = view.state();
            var before = graded.get(service);
            var card = before == null ? store.map(kept -> kept.read(service)).orElse(Scorecard.EMPTY) : before.card();
            var looked = new Appraisal(
                            state.service(),
                            own,
                            announced,
                            zone -> signs.computeIfAbsent(new Path(service, zone), _ -> new PathSigns(onset)),
                            migrated(service, view, card, now),
                            now)
                    .look(state.assessment())
                    .follow(state.fleet())
                    .provision(state.fleet());
            var prospect = new Prospect(
                    Calibration.of(looked.card(), Appraisal.RISK, Calibration.Limits.USUAL),
                    looked.risks(),
                    Worth.of(state.service(), looked.risks(), stakes, announced, now));
            graded.put(service, new Graded(state.service().catalogue(), looked.card(), prospect));
            tell(service, prospect, due, now);
        });
        if (due) {
            keep();
            keptAt = now;
        }
        return LOOK;
    }

    /** A migration counts once, when it is first seen under way. */
    private Scorecard migrated(ServiceId service, ControllerLoop.View view, Scorecard card, Instant now) {
        return view.state()
                .saga()
                .underWay()
                .filter(migration -> !migration.id().equals(moved.put(service, migration.id())))
                .filter(migration -> !migration.homeward())
                .map(migration -> card.moved(migration.from(), migration.to(), now, Appraisal.HORIZON))
                .orElse(card);
    }

    private void tell(ServiceId service, Prospect prospect, boolean due, Instant now) {
        var before = told.get(service);
        if (due || before == null || isNews(before, prospect)) {
            told.put(service, prospect);
            mailbox.offer(service, new Event.Graded(now, prospect));
        }
    }

    private static boolean isNews(Prospect before, Prospect after) {
        return before.calibration().holds() != after.calibration().holds()
                || after.risks().stream()
                        .anyMatch(risk -> before.risk(risk.zone())
                                .map(was -> Math.abs(was.probability() - risk.probability()) >= NEWS)
                                .orElse(true));
    }

    private void keep() {
        store.ifPresent(kept -> graded.forEach((service, grades) -> kept.write(service, grades.card())));
    }

    /** The grades now, for people and tools. */
    public ScorecardReport report() {
        var now = clock.instant();
        var announced = book.get();
        var services = new TreeMap<ServiceId, ScorecardReport.Service>();
        graded.forEach((service, grades) -> services.put(
                service,
                new ScorecardReport.Service(
                        Summary.of(grades.card(), Appraisal.RISK, Calibration.Limits.USUAL),
                        grades.prospect().risks().stream()
                                .map(risk -> new ScorecardReport.Risk(
                                        risk.zone(),
                                        risk.probability(),
                                        risk.because().sentence()))
                                .toList(),
                        grades.prospect().worth().map(Because::sentence),
                        prices(grades.zones(), announced, now),
                        said(grades.zones(), announced, now))));
        return new ScorecardReport(own, now, services, unknown(announced, now));
    }

    private static List<ScorecardReport.Announced> said(List<Zone> zones, SignalBook book, Instant now) {
        var all = new ArrayList<ScorecardReport.Announced>();
        for (Zone zone : zones) {
            book.about(zone, now, AHEAD)
                    .signals()
                    .forEach(signal -> all.add(new ScorecardReport.Announced(zone.id(), signal.words(), signal)));
        }
        return all;
    }

    private static List<ScorecardReport.Priced> prices(List<Zone> zones, SignalBook book, Instant now) {
        var all = new ArrayList<ScorecardReport.Priced>();
        for (Zone zone : zones) {
            for (Price.Market market : Price.Market.values()) {
                book.price(zone, market, now).ifPresent(price -> all.add(new ScorecardReport.Priced(zone.id(), price)));
            }
        }
        return all;
    }

    private static List<String> unknown(SignalBook book, Instant now) {
        return book.readings().stream()
                .filter(reading -> !reading.isFresh(now))
                .map(reading -> reading.unknownBecause())
                .toList();
    }

    /** Keeps the grades for the next start. */
    @Override
    public void close() {
        keep();
    }
}
