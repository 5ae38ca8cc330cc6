package dev.understudy.agent.grade;

import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.agent.store.ScorecardStore;
import dev.understudy.core.control.Event;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Summary;
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

/**
 * Keeps a scorecard for each service: once a second it grades what has come and states what is thought now; once a minute
 * it writes the grades to disk and tells the controllers whether the stated probabilities hold.
 */
public final class Grader implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final Duration AHEAD = Duration.ofDays(1);

    private final ZoneId own;
    private final Supplier<SortedMap<ServiceId, ControllerLoop.View>> views;
    private final Supplier<SignalBook> book;
    private final Optional<ScorecardStore> store;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final ConcurrentSkipListMap<ServiceId, Graded> graded = new ConcurrentSkipListMap<>();
    private final Map<ServiceId, MigrationId> moved = new HashMap<>();
    private final Map<ServiceId, Boolean> held = new HashMap<>();
    private Instant keptAt = Instant.EPOCH;

    /** The grades of a service and the risks of its zones, as of the last look. */
    private record Graded(List<Zone> zones, Scorecard card, List<ZoneRisk> risks) {}

    /**
     * @param own zone of this agent
     * @param store where grades outlive the process; they do not when it is empty
     */
    public Grader(
            ZoneId own,
            Supplier<SortedMap<ServiceId, ControllerLoop.View>> views,
            Supplier<SignalBook> book,
            Optional<ScorecardStore> store,
            Mailbox mailbox,
            InstantSource clock) {
        this.own = own;
        this.views = views;
        this.book = book;
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
            var looked = new Appraisal(state.service(), own, announced, migrated(service, view, card, now), now)
                    .look(state.assessment());
            graded.put(service, new Graded(state.service().catalogue(), looked.card(), looked.risks()));
            tell(service, Calibration.of(looked.card(), Appraisal.RISK, Calibration.Limits.USUAL), due, now);
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

    private void tell(ServiceId service, Calibration calibration, boolean due, Instant now) {
        var was = held.put(service, calibration.holds());
        if (due || was == null || was != calibration.holds()) {
            mailbox.offer(service, new Event.Graded(now, calibration));
        }
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
                        grades.risks().stream()
                                .map(risk -> new ScorecardReport.Risk(
                                        risk.zone(),
                                        risk.probability(),
                                        risk.because().sentence()))
                                .toList(),
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
