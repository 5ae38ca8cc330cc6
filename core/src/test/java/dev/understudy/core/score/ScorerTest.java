package dev.understudy.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.MigrationPolicy.ScoreWeights;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.score.MigrationScore.Term;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ScorerTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");

    @Test
    void everyTermShowsItsAmountUnitAndWeight() {
        var score = Scorer.score(service(new ScoreWeights(2, 10, 4), 0.5, 0.2), late(A, 30), late(B, 5), 0.75, 0.25);
        assertThat(score.terms())
                .containsExactly(
                        new Term("predictedLatencyIncrease", 30, "ms", 2, 60),
                        new Term("priceDifference", 0.3, "currency units per instance-hour", 10, 3),
                        new Term("utilisationDifference", 0.5, "share of capacity", 4, 2));
        assertThat(score.points()).isEqualTo(65);
        assertThat(score.standing()).isEqualTo(new Term("standingLatency", -5, "ms", 2, -10));
        assertThat(score.danger()).isEqualTo(55);
        assertThat(score.points("priceDifference")).isEqualTo(3);
    }

    @Test
    void termsThatDoNotSumAreRefused() {
        assertThatThrownBy(() -> new MigrationScore(2, List.of(new Term("x", 1, "ms", 1, 1))))
                .hasMessageContaining("score says 2.0 points, but its terms sum to 1.0");
        assertThatThrownBy(() -> new Term("x", 3, "ms", 2, 5)).hasMessageContaining("term x says 5.0 points");
    }

    @SeededTest(tries = 200)
    void theTermsSumAndTheProbabilityIsOne(Chance chance) {
        var service = service(
                new ScoreWeights(chance.between(0.0, 9.0), chance.between(0.0, 99.0), chance.between(0.0, 99.0)),
                chance.between(0.0, 5.0),
                chance.between(0.0, 5.0));
        var score = Scorer.score(
                service,
                late(A, chance.between(0.0, 1_000.0)),
                late(B, chance.between(0.0, 1_000.0)),
                chance.between(0.0, 1.0),
                chance.between(0.0, 1.0));
        assertThat(score.terms().stream().mapToDouble(Term::points).sum())
                .isCloseTo(score.points(), Offset.offset(1e-6));
        assertThat(Scorer.probability(service, score, chance.between(0.0, 1.0), chance.between(0.0, 1.0))
                        .value())
                .isBetween(0.0, 1.0);
    }

    @Test
    void theProbabilityRisesWithTheScoreAndWithTheHealthOfTheShadow() {
        var service = service(new ScoreWeights(1, 10, 4), 0.1, 0.1);
        double calm = probability(service, 0, 0, 0);
        double threshold = probability(service, 20, 0, 0);
        assertThat(calm).isLessThan(0.1);
        assertThat(threshold).isGreaterThan(0.8);
        assertThat(probability(service, 20, 1, 0)).isGreaterThan(threshold);
        assertThat(probability(service, 20, 0, 1)).isLessThan(0.2);
    }

    @Test
    void aCheaperShadowIsPreferred() {
        var weights = new ScoreWeights(1, 0, 4);
        assertThat(probability(service(weights, 1, 0.1), 12, 0, 0))
                .isGreaterThan(probability(service(weights, 0.1, 1), 12, 0, 0));
    }

    @Test
    void everyZoneOfTheCatalogueIsAssessed() {
        var fleet = FleetView.empty(new HealthRules(2, 5, 3, Duration.ofSeconds(30)));
        var assessment = Scorer.assess(service(new ScoreWeights(1, 10, 4), 1, 1), fleet, Instant.EPOCH);
        assertThat(assessment.health()).containsOnlyKeys(A, B, new ZoneId("zone-c"));
        assertThat(assessment.heat()).containsOnlyKeys(A, B, new ZoneId("zone-c"));
        assertThat(assessment.outlook()).containsOnlyKeys(A, B, new ZoneId("zone-c"));
        assertThat(assessment.score().points()).isZero();
    }

    private static double probability(ShadowedService service, double millis, double primaryBad, double shadowBad) {
        var score = Scorer.score(service, late(A, millis), late(B, 0), 0, 0);
        return Scorer.probability(service, score, primaryBad, shadowBad).value();
    }

    private static ZoneOutlook late(ZoneId zone, double millis) {
        return new ZoneOutlook(zone, 3, 2, 2, new Forecast(2, 2 + millis, 3 + millis), 0, millis, 5);
    }

    static ShadowedService service(ScoreWeights weights, double primaryPrice, double shadowPrice) {
        var base = MigrationPolicy.DEFAULT;
        return new ShadowedService(
                new ServiceId("shop"),
                new AccountId("acme"),
                A,
                B,
                new ShadowMode.Full(),
                ReplicationMode.SYNC,
                Weights.allTo(A, List.of(B)),
                Bounds.OPEN,
                Ownership.AGENT,
                new MigrationPolicy(
                        base.threshold(),
                        base.returnBelow(),
                        base.stepsBasisPoints(),
                        base.dwell(),
                        base.coolDown(),
                        base.horizon(),
                        base.minSamples(),
                        base.quorum(),
                        weights,
                        base.gate()),
                new ShadowedService.InstanceSize(100, 100, 100, 100),
                List.of(
                        new Zone(A, 0, 0, primaryPrice),
                        new Zone(B, 1, 1, shadowPrice),
                        new Zone(new ZoneId("zone-c"), 2, 2, 1)));
    }
}
