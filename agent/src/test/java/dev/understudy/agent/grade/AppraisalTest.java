package dev.understudy.agent.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.agent.store.ScorecardStore;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Scorer;
import dev.understudy.core.score.Stakes;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Subject;
import dev.understudy.core.scorecard.Truth;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AppraisalTest {
    private static final MigrationPolicy POLICY = MigrationPolicy.DEFAULT;
    private static final ShadowedService SHOP = Samples.shop(POLICY);
    private static final Signal MAINTENANCE = new Signal(
            "CHG-1",
            Signal.Kind.MAINTENANCE,
            List.of(Area.Named.of("zone-a")),
            Samples.START.plusSeconds(1200),
            Optional.of(Samples.START.plusSeconds(4800)),
            0.5,
            "carrier",
            Samples.START,
            "new line card");

    private PathSigns signs = new PathSigns(_ -> 0.0);

    private FleetView fleet = FleetView.empty(
            new HealthRules(POLICY.quorum(), POLICY.minSamples(), POLICY.gate().maxLatencyRatio(), POLICY.horizon()));

    private static SignalBook book(Signal... signals) {
        return new SignalBook(
                Places.NONE,
                List.of(new Reading(
                        "carrier",
                        Optional.of(Samples.START),
                        Duration.ofHours(2),
                        Optional.empty(),
                        List.of(signals),
                        List.of())));
    }

    /** Zone a seen well by b and c, second after second. */
    private Appraisal played(SignalBook book, int seconds) {
        var card = Scorecard.EMPTY;
        Appraisal last = null;
        for (int second = 1; second <= seconds; second++) {
            Instant now = Samples.START.plusSeconds(second);
            for (LatencyWindow window : List.of(
                    Samples.window(Samples.B, Samples.A, now.minusSeconds(1)),
                    Samples.window(Samples.C, Samples.A, now.minusSeconds(1)))) {
                fleet = fleet.with(now, window);
            }
            last = new Appraisal(SHOP, Samples.B, book, _ -> signs, card, now)
                    .look(Scorer.assess(SHOP, fleet, now))
                    .follow(fleet);
            card = last.card();
        }
        if (last == null) {
            throw new IllegalArgumentException("seconds is " + seconds + "; allowed: 1 or more");
        }
        return last;
    }

    @Test
    void whatIsStatedAndForetoldWaitsForItsGrade() {
        var look = played(book(), 60);
        assertThat(look.card().zone(Samples.A).orElseThrow().hours()).isPositive();
        assertThat(look.card().probabilities())
                .extracting(grades -> grades.subject().source())
                .containsExactly(Appraisal.COMPUTED, Appraisal.RISK);
        assertThat(look.card().probabilities())
                .allSatisfy(grades -> assertThat(grades.pending()).isNotEmpty());
        assertThat(look.card().forecasts())
                .allSatisfy(grades -> assertThat(grades.graded()).isPositive())
                .extracting(grades -> grades.subject().source())
                .containsExactlyInAnyOrder(Appraisal.SERVED, Appraisal.FOLLOWER);
        assertThat(look.risks())
                .singleElement()
                .satisfies(risk -> assertThat(risk.probability()).isLessThan(0.01));
    }

    @Test
    void whatAPathsOwnHistoryMakesProbableIsGradedAndCountsForNothingUntilItHasProvedItself() {
        signs = new PathSigns(_ -> 0.4);
        for (int step = 0; step < 400; step++) {
            signs.take(Samples.START.minus(PathSigns.STEP.multipliedBy(400 - step)), OptionalDouble.of(10));
        }
        assertThat(signs.knows()).isTrue();
        var look = played(book(), 20);
        assertThat(look.card().signals())
                .filteredOn(grades -> grades.source().equals(Appraisal.ONSET))
                .singleElement()
                .satisfies(grades -> assertThat(grades.pending()).isNotEmpty());
        assertThat(look.risks())
                .allSatisfy(risk -> assertThat(risk.probability()).isLessThan(0.01))
                .allSatisfy(risk -> assertThat(risk.because().sentence())
                        .contains("not counted, since not shown to help: the history of its latency"));
    }

    @Test
    void announcedMaintenanceIsGradedAndCountsForNothingUntilItHasProvedItself() {
        var look = played(book(MAINTENANCE), 20);
        assertThat(look.risks()).singleElement().satisfies(risk -> {
            assertThat(risk.probability()).isLessThan(0.01);
            assertThat(risk.because().sentence())
                    .contains("not counted, since not shown to help: maintenance from")
                    .contains("new line card");
        });
        assertThat(look.card().signal("carrier/maintenance").orElseThrow().pending())
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.zone()).isEqualTo(Samples.A));
    }

    @Test
    void aLatencyThatFallsFastIsStillOne() {
        var card = Scorecard.EMPTY;
        for (int second = 1; second <= 20; second++) {
            Instant now = Samples.START.plusSeconds(second);
            long micros = second <= 6 ? 400_000L + 300_000L * second : 100;
            for (ZoneId observer : List.of(Samples.B, Samples.C)) {
                fleet = fleet.with(
                        now,
                        new LatencyWindow(
                                observer,
                                Samples.A,
                                ProbeKind.TCP,
                                now.minusSeconds(1),
                                Duration.ofSeconds(1),
                                10,
                                10,
                                micros,
                                micros,
                                micros,
                                micros));
            }
            card = new Appraisal(SHOP, Samples.B, book(), _ -> signs, card, now)
                    .look(Scorer.assess(SHOP, fleet, now))
                    .follow(fleet)
                    .card();
        }
        assertThat(card.zone(Samples.A).orElseThrow().latencyMillis().orElseThrow())
                .isNotNegative();
    }

    @Test
    void whatWasAlwaysSaidTooLowIsSaidHigher() {
        var subject = new Subject(Samples.A, Appraisal.COMPUTED, Appraisal.HORIZON);
        var card = Scorecard.EMPTY;
        var at = Samples.START.minus(Duration.ofDays(40));
        for (int hour = 0; hour < 400; hour++) {
            for (int part = 0; part <= 60; part++) {
                boolean broken = hour % 4 == 0 && part > 50;
                card = card.seen(
                        new Truth(Samples.A, at.plusSeconds(3600L * hour + 60L * part), OptionalDouble.empty(), broken),
                        Set.of());
                if (part == 0) {
                    card = card.stated(subject, 0.03, false, at.plusSeconds(3600L * hour));
                }
            }
        }
        var said = card.recalibration(Appraisal.COMPUTED, Appraisal.HORIZON).of(0.03);
        assertThat(said).isBetween(0.15, 0.3);
    }

    @Test
    void riskPriceAndPreferenceStandSideBySide() {
        var now = Samples.START;
        var risks = List.of(
                ZoneRisk.of(Samples.A, Optional.empty(), Appraisal.HORIZON, List.of(ZoneRisk.Cause.fact("a fire"))),
                ZoneRisk.of(Samples.B, Optional.empty(), Appraisal.HORIZON, List.of()));
        var feed = new Reading(
                "spot",
                Optional.of(now),
                Duration.ofHours(1),
                Optional.empty(),
                List.of(),
                List.of(price(Samples.A, 1.5), price(Samples.B, 2)));
        var stakes = new Stakes(10, new TreeMap<>(Map.of(Samples.B, 0.25)));
        var worth = Worth.of(SHOP, risks, stakes, new SignalBook(Places.NONE, List.of(feed)), now)
                .orElseThrow();
        assertThat(worth.sentence())
                .contains("0.25 by preference")
                .contains("the risk decided")
                .endsWith("prices in USD as spot says");
        assertThat(worth.numbers().get("worthByPrice")).isNegative();
        assertThat(Worth.of(SHOP, risks, stakes, SignalBook.EMPTY, now)
                        .orElseThrow()
                        .sentence())
                .endsWith("prices as declared");
        assertThat(Worth.of(SHOP, List.of(), stakes, SignalBook.EMPTY, now)).isEmpty();
    }

    private static Price price(ZoneId zone, double perHour) {
        return new Price(Set.of(zone.value()), Price.Market.SPOT, perHour, "USD", "spot", Samples.START);
    }

    @Test
    void gradesOutliveTheProcess(@TempDir Path directory) throws Exception {
        var card = played(book(MAINTENANCE), 40).card();
        ScorecardStore.open(directory).write(Samples.SHOP, card);
        assertThat(ScorecardStore.open(directory).read(Samples.SHOP)).isEqualTo(card);
    }

    @Test
    void aTornFileIsSetAside(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("scorecard-shop.json"), "{\"zones\": [");
        var store = ScorecardStore.open(directory);
        assertThat(store.read(Samples.SHOP)).isEqualTo(Scorecard.EMPTY);
        assertThat(directory.resolve("scorecard-shop.json.broken")).exists();
        store.write(Samples.SHOP, Scorecard.EMPTY);
        assertThat(store.read(Samples.SHOP)).isEqualTo(Scorecard.EMPTY);
    }
}
