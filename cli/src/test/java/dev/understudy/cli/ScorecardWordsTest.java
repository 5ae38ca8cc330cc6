package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.scorecard.Quantiles;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Subject;
import dev.understudy.core.scorecard.Summary;
import dev.understudy.core.scorecard.Truth;
import dev.understudy.core.signal.Price;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScorecardWordsTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
    private static final Subject HOLT = new Subject(A, "damped-holt", Duration.ofSeconds(30));
    private static final Subject RISK = new Subject(A, "risk", Duration.ofHours(1));

    private static final Subject POOL = new Subject(A, "capacity", Duration.ofMinutes(1));

    private static ScorecardReport report() {
        var card = Scorecard.EMPTY.listening("observers");
        for (int second = 0; second < 7_300; second += 10) {
            var now = START.plusSeconds(second);
            card = card.seen(new Truth(A, now, OptionalDouble.of(10 + second % 3), false), Set.of())
                    .foretold(HOLT, Quantiles.ofBand(9, 11, 13), now)
                    .stated(RISK, 0.01, false, now)
                    .asked(100, now)
                    .planned(POOL, 150, now);
        }
        var grades = Summary.of(card, "risk", Calibration.Limits.USUAL);
        var one = new ScorecardReport.Service(
                grades,
                List.of(new ScorecardReport.Risk(A, 0.01, "zone zone-a breaks within 60 min")),
                Optional.of("zone zone-b is better than zone zone-a by 2"),
                List.of(new ScorecardReport.Priced(
                        A, new Price(Set.of("us-east-1a"), Price.Market.SPOT, 0.031, "USD", "spot-feed", START))),
                List.of());
        return new ScorecardReport(
                A,
                START,
                new TreeMap<>(Map.of(new ServiceId("shop"), one)),
                List.of("carrier was never read: answers 500"));
    }

    @Test
    void aPersonReadsGradesWithTheirMeaning() {
        var text = new StringWriter();
        ScorecardWords.print(report(), new PrintWriter(text));
        assertThat(text.toString())
                .contains("Service shop, as agent zone-a graded it until 2026-01-05T12:00:00Z")
                .contains("calibration  too little was graded")
                .contains("risk         zone zone-a breaks within 60 min")
                .contains("worth        zone zone-b is better than zone zone-a by 2")
                .contains("price        of zone zone-a: 0.031 USD an instance-hour spot since")
                .contains("observers")
                .contains("not tried yet")
                .contains("unknown  carrier was never read: answers 500");
        assertThat(text.toString().lines().filter(line -> line.startsWith("damped-holt")))
                .singleElement()
                .asString()
                .contains("zone-a", "30 s", "100 %", "80 %");
        assertThat(text.toString().lines().filter(line -> line.startsWith("capacity")))
                .singleElement()
                .asString()
                .contains("60 s", "0 %", "50 %");
        assertThat(text.toString().lines().filter(line -> line.startsWith("risk  ")))
                .singleElement()
                .asString()
                .contains("60 min", "0 of 0");
    }

    @Test
    void aToolReadsTheSame() {
        var report = report();
        assertThat(CoreJson.read(CoreJson.write(report), ScorecardReport.class)).isEqualTo(report);
    }
}
