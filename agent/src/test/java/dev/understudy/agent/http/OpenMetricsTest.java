package dev.understudy.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenMetricsTest {
    @Test
    void writesFamiliesSamplesAndTheEnd() {
        var text = new OpenMetrics()
                .family("understudy_rtt_seconds", OpenMetrics.Type.GAUGE, "seconds", "Round trip.")
                .sample("understudy_rtt_seconds", 0.0125, "target", "zone-a", "quantile", "0.5")
                .sample("understudy_rtt_seconds", 2)
                .end();

        assertThat(text).isEqualTo("""
                # TYPE understudy_rtt_seconds gauge
                # UNIT understudy_rtt_seconds seconds
                # HELP understudy_rtt_seconds Round trip.
                understudy_rtt_seconds{target="zone-a",quantile="0.5"} 0.0125
                understudy_rtt_seconds 2
                # EOF
                """);
    }

    @Test
    void escapesWhatWouldBreakALine() {
        var text = new OpenMetrics()
                .sample("x", Double.NaN, "why", "a \"b\" \\ c\nd")
                .end();

        assertThat(text).startsWith("x{why=\"a \\\"b\\\" \\\\ c\\nd\"} NaN\n");
    }

    @Test
    void writesInfinityAsTheFormatWantsIt() {
        assertThat(new OpenMetrics().sample("x", Double.NEGATIVE_INFINITY).end())
                .startsWith("x -Inf\n");
    }
}
