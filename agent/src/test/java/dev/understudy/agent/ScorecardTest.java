package dev.understudy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an agent foretells is graded while it runs, and the grades are there again when it starts anew. */
@Timeout(80)
class ScorecardTest {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Stage stage;

    @BeforeEach
    void begin(@TempDir Path directory) throws Exception {
        stage = new Stage(directory);
        var feed = directory.resolve("carrier.ics");
        Files.writeString(feed, calendar());
        stage.signals(Map.of(
                "stakes", Map.of("breakCost", 100),
                "sources",
                        List.of(Map.of(
                                "name",
                                "carrier",
                                "format",
                                "calendar",
                                "file",
                                feed.toString(),
                                "places",
                                List.of("zone-a")))));
        stage.startLedger();
        stage.startAgents();
    }

    private static String calendar() {
        var from = Instant.now().plusSeconds(1_800);
        return String.join(
                "\r\n",
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//carrier//plan//EN",
                "BEGIN:VEVENT",
                "UID:CHG-7@carrier",
                "DTSTAMP:" + BASIC.format(from.minusSeconds(9_000)),
                "DTSTART:" + BASIC.format(from),
                "DTEND:" + BASIC.format(from.plusSeconds(3_600)),
                "CATEGORIES:MAINTENANCE",
                "SUMMARY:new line card",
                "END:VEVENT",
                "END:VCALENDAR",
                "");
    }

    @AfterEach
    void end() {
        var faults = stage.faults();
        stage.close();
        assertThat(faults).isEmpty();
    }

    private JsonNode card() throws Exception {
        return CoreJson.mapper().readTree(stage.ask(Samples.B, "/v1/scorecard")).at("/services/shop");
    }

    /** How many forecasts of the latency of zone a were graded. */
    private long graded() throws Exception {
        for (JsonNode row : card().at("/grades/forecasts")) {
            if (row.path("zone").asString("").equals("zone-a")) {
                return row.path("graded").asLong(0);
            }
        }
        return 0;
    }

    @Test
    void gradesGoOnWhereTheyWereAfterARestart() throws Exception {
        await("a forecast graded", () -> graded() >= 3);
        await("the announcement", () -> card().toString().contains("new line card"));
        await("what the shadow is worth", () -> {
            var worth = card().at("/worth").asString("");
            return worth.contains("by risk") && worth.contains("prices as declared");
        });
        await(
                "the announcement named, without weight",
                () -> card().at("/risks")
                        .toString()
                        .contains("not counted, since not shown to help: maintenance from"));
        assertThat(stage.ask(Samples.B, "/metrics"))
                .contains("understudy_forecast_coverage_ratio{service=\"shop\",zone=\"zone-a\"")
                .contains("understudy_signal_weight_ratio{service=\"shop\",source=\"carrier/maintenance\"} 0")
                .contains("understudy_calibration_holds{service=\"shop\"} 1");
        long before = graded();

        stage.stopAgent(Samples.B);
        stage.startAgent(Samples.B);

        await("the grades again", () -> graded() > 0);
        assertThat(graded()).isGreaterThanOrEqualTo(before);
        assertThat(card().at("/grades/signals").toString()).contains("carrier/maintenance");
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Objects.requireNonNull(condition.call())) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
