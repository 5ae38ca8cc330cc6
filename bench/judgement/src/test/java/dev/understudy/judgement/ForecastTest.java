package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.forecast.Outlook;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ForecastTest {
    @Test
    void aPathLiesOnItsGridAndWhatWasNeverAskedIsNotGraded() {
        var path = new Traces.PathTrace(
                "path", new long[] {1000, 1241, 1963, 2200}, new double[] {5, Double.NaN, 7, 8}, new boolean[4]);
        var grid = ForecastTask.Grid.of(path);
        assertThat(grid.values()).containsExactly(5, Double.NaN, Double.NaN, Double.NaN, 7, 8);
        assertThat(grid.asked()).containsExactly(true, true, false, false, true, true);
    }

    @Test
    void aLostProbeCountsAsTheLargestOfTheMemory() {
        double lost = Double.NaN;
        assertThat(Peers.censored(new double[] {lost, 9, 4, lost, 5, lost}, 3)).containsExactly(lost, 9, 4, 9, 5, 9);
    }

    @Test
    void theNaiveForecastIsTheLastValueAndTheErrorsThatItHad() {
        var values = new double[40];
        Arrays.setAll(values, at -> 100 + at);
        assertThat(Peers.naive(values, values, 30, 4, Outlook.ROUND_TRIP)).containsOnly(134);
        values[30] = Double.NaN;
        var censored = Peers.censored(values, 720);
        assertThat(Peers.last(values, 30)).isEqualTo(129);
        assertThat(Peers.naive(values, censored, 30, 4, Outlook.ROUND_TRIP)[3]).isEqualTo(133);
    }

    @SeededTest(tries = 5)
    void peersDoNotSeeTheFuture(Chance chance) {
        var values = new double[300];
        Arrays.setAll(values, at -> chance.happens(0.05) ? Double.NaN : chance.between(50.0, 60.0));
        values[0] = 55;
        int now = 200;
        var other = values.clone();
        for (int at = now + 1; at < other.length; at++) {
            other[at] = chance.between(0.0, 1000.0);
        }
        assertThat(peers(other, now)).isEqualTo(peers(values, now));
    }

    private static double[][] peers(double[] values, int now) {
        var censored = Peers.censored(values, Outlook.ROUND_TRIP.memory());
        return new double[][] {Peers.naive(values, censored, now, 4, Outlook.ROUND_TRIP), Peers.lastFew(censored, now)};
    }

    @Test
    void theNaiveForecastHasTheRatioOne() {
        var chance = new Chance(11);
        var values = new double[1200];
        Arrays.setAll(values, _ -> chance.between(50.0, 60.0));
        var asked = new boolean[values.length];
        Arrays.fill(asked, true);
        var grades = new ForecastGrades(Outlook.ROUND_TRIP, 5);
        grades.grade(
                new ForecastTask.Grid("noise", values, asked),
                Optional.empty(),
                (censored, origin, _) -> Peers.lastFew(censored, origin));
        assertThat(grades.count(0)).isEqualTo(72);
        for (int horizon = 0; horizon < 3; horizon++) {
            assertThat(grades.ratio("naive", horizon)).isEqualTo(1);
            assertThat(grades.ratio("LightGBM", horizon)).isEqualTo(grades.ratio("last 15", horizon));
            assertThat(grades.ratio("ours", horizon)).isBetween(0.4, 0.9);
        }
        assertThat(grades.covers90("ours", List.of(0, 1, 2))).isCloseTo(0.9, Offset.offset(0.05));
    }

    @Test
    void theStreamingCoreFitsIntoItsRoom() {
        assertThat(CoreSpeed.bytes()).isBetween(400.0, 512.0);
    }
}
