package dev.understudy.agent.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.agent.store.ScorecardStore;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Scorer;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.signal.SignalBook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
            last = new Appraisal(SHOP, Samples.B, book, card, now).look(Scorer.assess(SHOP, fleet, now));
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
        assertThat(look.card().probabilities()).singleElement().satisfies(grades -> {
            assertThat(grades.subject().source()).isEqualTo(Appraisal.RISK);
            assertThat(grades.pending()).isNotEmpty();
        });
        assertThat(look.card().forecasts())
                .singleElement()
                .satisfies(grades -> assertThat(grades.graded()).isPositive());
        assertThat(look.risks())
                .singleElement()
                .satisfies(risk -> assertThat(risk.probability()).isLessThan(0.01));
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
