package dev.understudy.reconciler;

import static dev.understudy.reconciler.Recorded.FRONT;
import static dev.understudy.reconciler.Recorded.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimingsTest {
    private static final String TRACE = """
            {"rpc":"Check","urn":"%1$s","startedAt":"2026-11-22T12:00:00.300Z","millis":40}
            {"rpc":"Diff","urn":"%1$s","startedAt":"2026-11-22T12:00:00.320Z","millis":40}
            not a call
            {"rpc":"Update","urn":"%1$s","startedAt":"2026-11-22T12:00:00.400Z","millis":50,"balancerMillis":30}
            {"rpc":"Update","urn":"urn:another","startedAt":"2026-11-22T12:00:00.700Z","millis":50}
            """.formatted(FRONT);

    private static Instant at(long millis) {
        return NOON.plusMillis(millis);
    }

    @Test
    void callsThatOverlapCountOnce() {
        var trace = ProviderTrace.of(TRACE.lines().toList());

        assertThat(trace.calls()).hasSize(4);
        assertThat(trace.busy(at(0), at(1000)).toMillis()).isEqualTo(60 + 50 + 50);
        assertThat(trace.busy(at(310), at(410)).toMillis()).isEqualTo(50 + 10);
        assertThat(trace.since(at(350)).calls()).hasSize(2);
    }

    @Test
    void theWeightsAreAppliedWhenTheUpdateOfTheirOwnResourceEnds() {
        var trace = ProviderTrace.of(TRACE.lines().toList());

        assertThat(Timings.appliedAt(Set.of(FRONT), trace, at(900))).isEqualTo(at(450));
        assertThat(Timings.appliedAt(Set.of(FRONT), ProviderTrace.NONE, at(900)))
                .isEqualTo(at(900));
    }

    @Test
    void thePartsSumToTheTimeFromRecordedToReadBack() {
        var log = new UpdateLog(Set.of(FRONT), _ -> {});
        log.line("{\"sequence\":0,\"preludeEvent\":{}}", at(200));
        log.line(
                "{\"sequence\":1,\"resourcePreEvent\":{\"metadata\":{\"op\":\"update\",\"urn\":\"" + FRONT + "\"}}}",
                at(380));

        var timings = Timings.of(
                at(0), at(20), at(450), log, ProviderTrace.of(TRACE.lines().toList()));

        assertThat(timings.ledgerMillis()).isEqualTo(20);
        assertThat(timings.balancerMillis()).isEqualTo(30);
        assertThat(timings.providerMillis()).isEqualTo(60 + 50 - 30);
        assertThat(timings.programMillis()).isEqualTo(180 - 60);
        assertThat(timings.engineMillis()).isEqualTo(430 - 120 - 110);
        assertThat(timings.totalMillis()).isCloseTo(450, within(0.001));
    }

    @Test
    void anUpdateWithoutATraceIsAllEngineAndProgram() {
        var log = new UpdateLog(Set.of(FRONT), _ -> {});

        var timings = Timings.of(at(0), at(10), at(500), log, new ProviderTrace(List.of()));

        assertThat(timings.engineMillis()).isEqualTo(490);
        assertThat(timings.totalMillis()).isEqualTo(500);
    }
}
