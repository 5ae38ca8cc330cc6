package dev.understudy.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.Counterfactual;
import dev.understudy.core.migrate.Counterfactual.Subject;
import dev.understudy.core.migrate.MigrationPolicy.Factors;
import dev.understudy.core.migrate.MigrationPolicy.ScoreWeights;
import dev.understudy.core.zone.ZoneId;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is said to turn a decision does turn it: the danger, scored anew, is at its limit. */
final class CounterfactualTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");

    @SeededTest(tries = 500)
    void withTheOneThingChangedTheDangerIsAtItsLimit(Chance chance) {
        var weights = new ScoreWeights(
                chance.oneOf(0.0, 1.0, chance.between(0.1, 3.0)),
                chance.oneOf(0.0, 10.0, chance.between(0.1, 30.0)),
                chance.oneOf(0.0, 4.0, chance.between(0.1, 30.0)),
                Optional.of(new Factors(chance.between(0.5, 2.0), chance.between(0.5, 2.0), 3)));
        double loss = chance.oneOf(0.0, chance.between(0.0, 0.1));
        double calm = chance.between(1.0, 50.0);
        double mid = calm + chance.between(0.0, 100.0);
        double used = chance.between(0.0, 1.0);
        double price = chance.between(0.0, 2.0);
        double limit = chance.between(-10.0, 40.0);
        double danger = danger(weights, outlook(calm, mid, loss), used, price);

        var found = Counterfactual.nearest(weights, limit - danger, outlook(calm, mid, loss), Optional.of(used), price);

        found.ifPresent(it -> {
            double turned = switch (it.subject()) {
                case FORECAST -> danger(weights, outlook(calm, it.turning(), loss), used, price);
                case UTILISATION -> danger(weights, outlook(calm, mid, loss), it.turning(), price);
                case PRICE -> danger(weights, outlook(calm, mid, loss), used, it.turning());
            };
            assertThat(turned).isCloseTo(limit, Offset.offset(1e-6));
            assertThat(it.turning()).isNotNegative();
        });
        boolean latencyCounts = weights.perMillisecond() > 0;
        assertThat(found.isPresent() || !latencyCounts || limit < danger).isTrue();
    }

    @Test
    void theNearestOfSeveralIsTaken() {
        var outlook = outlook(10, 100, 0);
        var weights = new ScoreWeights(1, 10, 4);
        assertThat(Counterfactual.nearest(weights, -1, outlook, Optional.of(0.9), 1)
                        .orElseThrow()
                        .subject())
                .isEqualTo(Subject.FORECAST);
        assertThat(Counterfactual.nearest(weights, -60, outlook, Optional.of(0.9), 1))
                .contains(new Counterfactual(Subject.FORECAST, 100, 40));
        assertThat(Counterfactual.nearest(new ScoreWeights(0, 10, 40), -4, outlook, Optional.of(0.9), 100))
                .contains(new Counterfactual(Subject.PRICE, 100, 99.6));
        assertThat(Counterfactual.nearest(new ScoreWeights(0, 10, 40), -4, outlook, Optional.of(0.9), 1))
                .contains(new Counterfactual(Subject.UTILISATION, 0.9, 0.8));
    }

    @Test
    void whatCannotBeIsNotNamed() {
        var calmAlready = outlook(10, 10, 0);
        assertThat(Counterfactual.nearest(new ScoreWeights(1, 10, 4), -40, calmAlready, Optional.of(0.5), 1))
                .as("neither faster than calm, nor less than idle, nor cheaper than free")
                .isEmpty();
        assertThat(Counterfactual.nearest(new ScoreWeights(1, 0, 0), 5, ZoneOutlook.unseen(A), Optional.empty(), 0))
                .as("nobody sees the primary")
                .isEmpty();
    }

    private static double danger(ScoreWeights weights, ZoneOutlook primary, double used, double price) {
        return Scorer.score(ScorerTest.service(weights, price, 0.2), primary, ZoneOutlook.unseen(B), used, 0.1)
                .danger();
    }

    private static ZoneOutlook outlook(double calm, double mid, double loss) {
        return new ZoneOutlook(
                A, 3, 2, calm, new Forecast(mid, mid, mid), loss, Math.max(0, mid - calm) + 1_000 * loss, mid, calm);
    }
}
