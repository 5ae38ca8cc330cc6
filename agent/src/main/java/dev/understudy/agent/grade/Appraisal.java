package dev.understudy.agent.grade;

import dev.understudy.core.control.Foresight;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.Observer;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.score.ZoneRisk.Cause;
import dev.understudy.core.scorecard.Quantiles;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Subject;
import dev.understudy.core.scorecard.Truth;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** One look at a service: what came is graded, and what is thought now is stated, to be graded in its turn. */
final class Appraisal {
    /** Who states the risk of a zone. */
    static final String RISK = "risk";

    /** The same by the formula alone, before what its grades teach is counted in; it is what they are learnt from. */
    static final String COMPUTED = "risk-computed";

    /** How far ahead the risk is stated. */
    static final Duration HORIZON = Duration.ofHours(1);

    /** Whether some, but no quorum, see a zone bad is graded like an announcement; so is a forecast over the limit. */
    static final String OBSERVERS = "observers";

    static final String FORECAST = "forecast";

    /** A degradation that the path's own history makes probable, and a change of its level. */
    static final String ONSET = "onset";

    static final String CHANGE = "change";

    /** The demand that is not passed nineteen times in twenty, as the pool's forecaster has it. */
    static final String DEMAND = "demand-95";

    /** What the running instances of a zone can serve. */
    static final String CAPACITY = "capacity";

    private static final double PLANNED = 0.95;

    /** The forecast that decisions are made with: that of the windows, or of a champion that is heard in its place. */
    static final String SERVED = "served";

    /** The forecast that follows every window. */
    static final String FOLLOWER = "damped-holt";

    private static final Duration WARNS_FOR = Duration.ofMinutes(15);
    private static final double ALARM = 0.5;

    /** From here an onset is announced: forty times what is usual. It is hard to tell an hour ahead, so few are surer. */
    private static final double ONSET_ALARM = 0.2;

    private final ShadowedService service;
    private final ZoneId own;
    private final SignalBook book;
    private final Function<ZoneId, PathSigns> signs;
    private final Instant now;
    private final List<ZoneRisk> risks = new ArrayList<>();
    private Scorecard card;

    /**
     * @param own zone of the agent that looks: it grades forecasts by what it sees itself
     * @param signs of each zone, which are shown what is seen now
     */
    Appraisal(
            ShadowedService service,
            ZoneId own,
            SignalBook book,
            Function<ZoneId, PathSigns> signs,
            Scorecard card,
            Instant now) {
        this.service = service;
        this.own = own;
        this.book = book;
        this.signs = signs;
        this.card = card;
        this.now = now;
    }

    Appraisal look(Assessment assessment) {
        var readable = listen();
        for (Zone zone : service.catalogue()) {
            var health = assessment.health().getOrDefault(zone.id(), ZoneHealth.unseen(zone.id()));
            if (health.condition() == ZoneHealth.Condition.UNKNOWN) {
                continue; // nobody knows the truth
            }
            signs.apply(zone.id()).take(now, latency(health));
            card = card.seen(new Truth(zone.id(), now, latency(health), health.sick()), readable);
            var outlook = assessment.outlook().getOrDefault(zone.id(), ZoneOutlook.unseen(zone.id()));
            foretell(SERVED, zone.id(), health);
            risks.add(risk(zone, health, outlook));
        }
        return this;
    }

    /** Grades what was kept ready by what is asked for, and states what is ready now for when more could be warm. */
    Appraisal provision(FleetView fleet) {
        var rates = fleet.requestRates(now);
        if (rates.isEmpty()) {
            return this; // nobody knows the truth
        }
        card = card.asked(rates.getLast(), now);
        var lead = service.policy().saga().pool().orElse(PoolPolicy.DEFAULT).leadTime();
        Foresight.OF_LATE
                .demand(fleet, now)
                .ifPresent(demand -> card = card.planned(
                        new Subject(service.primary(), DEMAND, lead),
                        demand.ahead(lead).quantile(PLANNED),
                        now));
        for (ZoneId zone : List.of(service.primary(), service.shadow())) {
            fleet.load(zone, now)
                    .ifPresent(load ->
                            card = card.planned(new Subject(zone, CAPACITY, lead), load.capacityPerSecond(), now));
        }
        return this;
    }

    Scorecard card() {
        return card;
    }

    List<ZoneRisk> risks() {
        return List.copyOf(risks);
    }

    /** Graded names whose silence means something now. */
    private Set<String> listen() {
        var fresh = book.readable(now);
        card = card.listening(OBSERVERS).listening(FORECAST);
        var readable = new TreeSet<String>(Set.of(OBSERVERS, FORECAST));
        if (service.catalogue().stream().anyMatch(zone -> signs.apply(zone.id()).knows())) {
            card = card.listening(ONSET).listening(CHANGE);
            readable.addAll(Set.of(ONSET, CHANGE));
        }
        card.signals().stream()
                .map(grades -> grades.source())
                .filter(name -> name.indexOf('/') > 0 && fresh.contains(name.substring(0, name.indexOf('/'))))
                .forEach(readable::add);
        return readable;
    }

    private OptionalDouble latency(ZoneHealth health) {
        return health.sightings().stream()
                .filter(seen -> seen.observer().equals(new Observer.Agent(own)) && seen.timed())
                .mapToDouble(seen -> Math.max(0, seen.latencyMillis())) // smoothed, it overshoots when it falls fast
                .findFirst();
    }

    /** States what following the windows alone foretells, to be graded beside what is served. */
    Appraisal follow(FleetView fleet) {
        var panel = fleet.unadvised().panel(now);
        for (Zone zone : service.catalogue()) {
            foretell(FOLLOWER, zone.id(), panel.health(zone.id()));
        }
        return this;
    }

    private void foretell(String forecaster, ZoneId zone, ZoneHealth health) {
        health.sightings().stream()
                .filter(seen -> seen.observer().equals(new Observer.Agent(own)) && seen.timed())
                .findFirst()
                .ifPresent(seen -> {
                    var ahead = seen.ahead();
                    card = card.foretold(
                            new Subject(zone, forecaster, service.policy().horizon()),
                            Quantiles.ofBand(ahead.lowMillis(), ahead.midMillis(), ahead.highMillis()),
                            now);
                });
    }

    private ZoneRisk risk(Zone zone, ZoneHealth health, ZoneOutlook outlook) {
        var causes = new ArrayList<Cause>();
        var id = zone.id();
        if (health.sick()) {
            causes.add(Cause.fact("what its observers see now"));
            return ZoneRisk.of(id, card.zone(id), HORIZON, causes); // no forecast: it is broken
        }
        if (health.badRatio() > 0) {
            causes.add(new Cause("being seen bad by " + health.badSeenBy(), health.badRatio(), card.weight(OBSERVERS)));
            card = card.announced(OBSERVERS, "seen bad", id, now, now.plus(WARNS_FOR), now);
        }
        double over = exceeding(outlook);
        if (over >= ALARM) {
            causes.add(new Cause("its forecast latency", over, card.weight(FORECAST)));
            card = card.announced(FORECAST, "over the limit", id, now, now.plus(WARNS_FOR), now);
        }
        sign(id, causes);
        for (Signal signal : book.about(zone, now, HORIZON).signals()) {
            causes.add(new Cause(signal.words(), within(signal), card.weight(signal.gradedAs())));
            var end = signal.until().orElse(now.plus(HORIZON));
            card = card.announced(signal.gradedAs(), signal.id(), id, signal.from(), end, now);
        }
        var risk = ZoneRisk.of(id, card.zone(id), HORIZON, causes).by(card.recalibration(COMPUTED, HORIZON));
        card = card.stated(new Subject(id, COMPUTED, HORIZON), risk.computed(), risk.computed() >= ALARM, now);
        card = card.stated(new Subject(id, RISK, HORIZON), risk.probability(), risk.probability() >= ALARM, now);
        return risk;
    }

    /** What the path's own history says, graded as an announcement is. */
    private void sign(ZoneId zone, List<Cause> causes) {
        var mine = signs.apply(zone);
        mine.onset().ifPresent(probability -> {
            if (probability >= ONSET_ALARM) {
                causes.add(new Cause("the history of its latency", probability, card.weight(ONSET)));
                card = card.announced(ONSET, "probable", zone, now, now.plus(HORIZON), now);
            }
        });
        mine.worsened(now).ifPresent(change -> {
            causes.add(new Cause("a change of its latency", 1, card.weight(CHANGE)));
            card = card.announced(
                    CHANGE,
                    change.at().toString(),
                    zone,
                    change.at(),
                    change.at().plus(HORIZON),
                    now);
        });
    }

    /** Share of an announcement's time that lies within the horizon: its trouble may come at any moment of it. */
    private double within(Signal signal) {
        var from = signal.from().isBefore(now) ? now : signal.from();
        var until = signal.until().orElse(now.plus(HORIZON));
        var end = until.isBefore(now.plus(HORIZON)) ? until : now.plus(HORIZON);
        long all = Duration.between(from, until).toMillis();
        long mine = Duration.between(from, end).toMillis();
        return all <= 0 ? 1 : Math.clamp((double) mine / all, 0.0, 1.0);
    }

    private double exceeding(ZoneOutlook outlook) {
        return outlook.observers() == 0 || outlook.calmMillis() <= 0
                ? 0
                : ZoneRisk.exceeding(
                        outlook.ahead(),
                        Math.max(
                                outlook.calmMillis() * service.policy().gate().maxLatencyRatio(),
                                outlook.calmMillis() + 10));
    }
}
