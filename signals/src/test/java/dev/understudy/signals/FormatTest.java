package dev.understudy.signals;

import static dev.understudy.signals.Recorded.NOW;
import static dev.understudy.signals.Recorded.ask;
import static dev.understudy.signals.Recorded.bytes;
import static dev.understudy.signals.Recorded.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormatTest {
    @Test
    void awsHealthAnnouncesIssuesAndScheduledChanges() throws FeedFault {
        var signals = parse(Format.AWS_HEALTH, "aws-health-eventbridge.json").signals();
        assertThat(signals).extracting(Signal::kind).containsExactly(Signal.Kind.INCIDENT, Signal.Kind.MAINTENANCE);
        var issue = signals.getFirst();
        assertThat(issue.from()).isEqualTo(Instant.parse("2026-01-05T09:02:13Z"));
        assertThat(issue.until()).isEmpty();
        assertThat(issue.areas()).containsExactly(Area.Named.of("us-east-1"));
        assertThat(issue.title()).isEqualTo("EC2 AWS_EC2_OPERATIONAL_ISSUE");
        assertThat(signals.getLast().until()).contains(Instant.parse("2026-01-06T02:00:00Z"));
    }

    @Test
    void awsHealthIsReadAsItsApiAnswersToo() throws FeedFault {
        var signals =
                parse(Format.AWS_HEALTH, "aws-health-describe-events.json").signals();
        assertThat(signals).hasSize(2);
        assertThat(signals.getFirst().areas()).containsExactly(Area.Named.of("us-east-1a"));
        assertThat(signals.getFirst().from()).isEqualTo(Instant.ofEpochSecond(1767603600));
        assertThat(signals.getLast().from()).isEqualTo(Instant.parse("2026-01-06T01:00:00Z"));
    }

    @Test
    void oneEventByItselfIsAFeedToo() throws FeedFault {
        String one = Json.read(bytes("aws-health-eventbridge.json")).get(0).toString();
        assertThat(Format.AWS_HEALTH
                        .parse(one.getBytes(StandardCharsets.UTF_8), ask())
                        .signals())
                .hasSize(1);
    }

    @Test
    void gcpIncidentsThatGoOnAreToldWhereTheyAre() throws FeedFault {
        var signals = parse(Format.GCP_INCIDENTS, "gcp-incidents.json").signals();
        assertThat(signals).extracting(Signal::id).containsExactly("ow5i3PPK96RduMcb1SsW", "GlobalOne");
        assertThat(signals.getFirst().areas()).containsExactly(Area.Named.of("us-central1"));
        assertThat(signals.getFirst().severity()).isEqualTo(0.6);
        assertThat(signals.getLast().areas()).containsExactly(new Area.Everywhere());
    }

    @Test
    void gcpMaintenanceIsToldForTheZoneOfTheInstance() throws FeedFault {
        var signals = parse(Format.GCP_MAINTENANCE, "gcp-maintenance.json").signals();
        assertThat(signals)
                .extracting(Signal::areas)
                .containsExactly(List.of(Area.Named.of("us-central1-a")), List.of(Area.Named.of("europe-west3-b")));
        assertThat(signals.getFirst().from()).isEqualTo(Instant.parse("2026-01-05T18:00:00Z"));
        assertThat(signals.getFirst().title()).isEqualTo("scheduled maintenance of the host of web-1");
    }

    @Test
    void aCalendarAnnouncesItsMaintenanceForThePlacesItIsGiven() throws FeedFault {
        var signals = parse(Format.CALENDAR, "maintenance.ics").signals();
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo(Signal.Kind.MAINTENANCE);
            assertThat(signal.from()).isEqualTo(Instant.parse("2026-01-05T23:00:00Z"));
            assertThat(signal.areas()).containsExactly(Area.Named.of("zone-a"));
        });
    }

    @Test
    void capAlertsAreActualUncancelledAndPlaced() throws FeedFault {
        var signals = parse(Format.CAP, "cap.xml").signals();
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.id()).isEqualTo("2.49.0.1.276.0.2026.1");
            assertThat(signal.title()).isEqualTo("Official WARNING of STORM-FORCE GUSTS & heavy rain");
            assertThat(signal.from()).isEqualTo(Instant.parse("2026-01-05T14:00:00Z"));
            assertThat(signal.severity()).isCloseTo(0.75 * 0.75, within(1e-9));
            assertThat(signal.areas()).contains(Area.Named.of("906412000"));
        });
        var frankfurt = new Zone(new ZoneId("fra"), 50.11, 8.68, 0);
        var berlin = new Zone(new ZoneId("ber"), 52.52, 13.40, 0);
        assertThat(Places.NONE.concern(signals.getFirst(), frankfurt)).isTrue();
        assertThat(Places.NONE.concern(signals.getFirst(), berlin)).isFalse();
    }

    @Test
    void noEntityOfAnXmlFileIsEverRead(@TempDir Path directory) throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "secret words");
        String evil = "<!DOCTYPE alert [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>&x;</identifier></alert>";
        assertThatThrownBy(() -> Format.CAP.parse(evil.getBytes(StandardCharsets.UTF_8), ask()))
                .isInstanceOf(FeedFault.class)
                .hasMessageNotContaining("secret words");
        String laughs = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><a>&b;</a>";
        assertThatThrownBy(() -> Format.CAP.parse(laughs.getBytes(StandardCharsets.UTF_8), ask()))
                .isInstanceOf(FeedFault.class);
    }

    @Test
    void weatherAlertsHaveAnOutlineOrCodes() throws FeedFault {
        var signals = parse(Format.WEATHER_GEOJSON, "weather.geojson").signals();
        assertThat(signals).hasSize(2);
        var ice = signals.getFirst();
        assertThat(ice.from()).isEqualTo(Instant.parse("2026-01-05T13:00:00Z"));
        assertThat(ice.until()).contains(Instant.parse("2026-01-05T16:00:00Z"));
        assertThat(ice.severity()).isEqualTo(0.75);
        assertThat(Places.NONE.concern(ice, new Zone(new ZoneId("iad"), 39.04, -77.49, 0)))
                .isTrue();
        assertThat(Places.NONE.concern(ice, new Zone(new ZoneId("dub"), 53.35, -6.26, 0)))
                .isFalse();
        assertThat(signals.getLast().areas())
                .singleElement()
                .isInstanceOfSatisfying(
                        Area.Named.class,
                        named -> assertThat(named.places()).containsExactlyInAnyOrder("019153", "IAZ060"));
        assertThat(signals.getLast().title()).isEqualTo("Winter Weather Advisory");
    }

    @Test
    void anOutageOfNetworksLastsUntilItIsNormalAgain() throws FeedFault {
        var signals = parse(Format.IODA, "ioda-alerts.json").signals();
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.areas()).containsExactly(Area.Named.of("country/IR"));
            assertThat(signal.from()).isEqualTo(Instant.ofEpochSecond(1767600000));
            assertThat(signal.severity()).isEqualTo(0.8);
            assertThat(signal.title()).isEqualTo("critical by bgp for Iran");
        });
    }

    @Test
    void pricesAreThoseOfTheInstanceAsked() throws FeedFault {
        assertThat(parse(Format.AWS_PRICES, "aws-prices.json").prices())
                .singleElement()
                .satisfies(price -> {
                    assertThat(price.perHour()).isEqualTo(0.0816);
                    assertThat(price.places()).containsExactly("us-east-1");
                    assertThat(price.market()).isEqualTo(Price.Market.ON_DEMAND);
                    assertThat(price.currency()).isEqualTo("USD");
                });
        assertThat(parse(Format.AWS_PRICES, "aws-get-products.json").prices())
                .extracting(Price::perHour)
                .containsExactly(0.0908);
        assertThat(parse(Format.AWS_SPOT, "aws-spot.json").prices())
                .extracting(Price::perHour)
                .containsExactly(0.0351, 0.0339, 0.0412);
    }

    @Test
    void anotherFormatIsToldAsSuch() {
        assertThatThrownBy(() -> parse(Format.GCP_INCIDENTS, "aws-health-eventbridge.json"))
                .isInstanceOf(FeedFault.class)
                .hasMessageContaining("4 of its 4 items make no sense")
                .hasMessageContaining("begin is missing");
        assertThatThrownBy(() -> parse(Format.CAP, "weather.geojson")).hasMessageContaining("is no XML");
        assertThatThrownBy(() -> parse(Format.AWS_HEALTH, "cap.xml")).hasMessageContaining("is no JSON");
        assertThatThrownBy(() -> parse(Format.CAP, "maintenance.ics")).isInstanceOf(FeedFault.class);
    }

    @Test
    void oneBrokenItemIsLeftOutAndTold() throws FeedFault {
        String torn = new String(bytes("gcp-incidents.json"), StandardCharsets.UTF_8)
                .replace("\"2026-01-05T10:49:00+00:00\"", "\"yesterday\"");
        var parsed = Format.GCP_INCIDENTS.parse(torn.getBytes(StandardCharsets.UTF_8), ask());
        assertThat(parsed.signals()).extracting(Signal::id).containsExactly("GlobalOne");
        assertThat(parsed.note().orElseThrow()).contains("1 of 4 items").contains("yesterday");
    }

    /** Torn or flipped bytes end in a fault or in fewer items, never in another exception. */
    @SeededTest(tries = 300)
    void whateverComesIsAFaultOrAReading(Chance chance) {
        var names = List.of(
                "aws-health-eventbridge.json",
                "gcp-incidents.json",
                "gcp-maintenance.json",
                "maintenance.ics",
                "cap.xml",
                "weather.geojson",
                "ioda-alerts.json",
                "aws-prices.json",
                "aws-spot.json");
        byte[] bytes = bytes(chance.oneOf(names));
        for (int flips = chance.between(0, 8); flips > 0; flips--) {
            bytes[chance.between(0, bytes.length - 1)] = chance.bytes(1)[0];
        }
        byte[] torn = chance.happens(0.3) ? java.util.Arrays.copyOf(bytes, chance.between(0, bytes.length)) : bytes;
        for (Format format : Format.values()) {
            try {
                format.parse(torn, ask())
                        .signals()
                        .forEach(signal -> assertThat(signal.observedAt()).isEqualTo(NOW));
            } catch (FeedFault fault) {
                assertThat(fault.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void everyFormatHasItsWord() {
        for (Format format : Format.values()) {
            assertThat(Format.of(format.word())).contains(format);
        }
        assertThat(Format.of("rss")).isEmpty();
    }
}
