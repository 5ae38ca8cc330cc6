package dev.understudy.core.measure;

import static dev.understudy.core.measure.Seen.A;
import static dev.understudy.core.measure.Seen.B;
import static dev.understudy.core.measure.Seen.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.forecast.Forecast;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A forecaster that has earned it is heard, for as long as it is fresh and not refuted. */
final class ForetoldTest {
    private static final Forecast LATER = new Forecast(8, 25, 40);

    private static Seen calm() {
        return new Seen().seconds(20, Map.of("b>a", 10.0, "c>a", 10.0));
    }

    private static Forecast ahead(Seen seen) {
        return seen.outlook(A).ahead();
    }

    @Test
    void whatIsForetoldToAQuorumIsExpected() {
        var seen = calm();
        var before = ahead(seen);
        seen.fleet = seen.fleet.expecting(seen.now, List.of(new Foretold(B, A, LATER)));
        assertThat(ahead(seen)).as("one observer alone").isEqualTo(before);

        seen.fleet = seen.fleet.expecting(seen.now, List.of(new Foretold(B, A, LATER), new Foretold(C, A, LATER)));
        assertThat(ahead(seen)).isEqualTo(LATER);
        assertThat(seen.outlook(A).increaseMillis()).isEqualTo(15);
    }

    @Test
    void itIsForgottenWhenItIsNotRenewed() {
        var seen = calm();
        var said = List.of(new Foretold(B, A, LATER), new Foretold(C, A, LATER));
        seen.fleet = seen.fleet.expecting(seen.now, said);
        seen.seconds(25, Map.of("b>a", 10.0, "c>a", 10.0));
        assertThat(ahead(seen)).isEqualTo(LATER);
        seen.seconds(1, Map.of("b>a", 10.0, "c>a", 10.0));
        assertThat(ahead(seen).midMillis()).isLessThan(11);
    }

    @Test
    void aBandThatTheLatencyHasLeftIsNotBelieved() {
        var seen = calm();
        seen.fleet = seen.fleet.expecting(
                seen.now,
                List.of(new Foretold(B, A, new Forecast(9, 10, 11)), new Foretold(C, A, new Forecast(9, 10, 11))));
        seen.seconds(10, Map.of("b>a", 90.0, "c>a", 90.0));
        assertThat(ahead(seen).midMillis()).isGreaterThan(80);
    }
}
