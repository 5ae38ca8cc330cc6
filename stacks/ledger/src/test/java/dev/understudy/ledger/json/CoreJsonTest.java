package dev.understudy.ledger.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ProbeSample;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoreJsonTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456789Z");
    private static final Because WHY = new Because("p99 is {p99Ms} ms", Map.of("p99Ms", 250.5));
    private static final Weights WEIGHTS = Weights.allTo(A, List.of(B)).shift(A, B, 1_000);
    private static final ShadowProfile PROFILE = new ShadowProfile(
            new AccountId("acme"), SHOP, B, ShadowProfile.Role.SHADOW, 500, 512, 1_024, 100, 1.5, 0.25, AT);
    private static final WeightsChange CHANGE = new WeightsChange(
            SHOP,
            WEIGHTS,
            new Fence(3),
            new Author(Author.Kind.AGENT, "zone-b"),
            WHY,
            new TreeMap<>(Map.of("p99Ms", 250.5, "lossRatio", 0.0)));
    private static final WeightsRevision REVISION = new WeightsRevision(7, "ab".repeat(32), CHANGE, AT);
    private static final ShadowedService SERVICE = new ShadowedService(
            SHOP,
            new AccountId("acme"),
            A,
            B,
            new ShadowMode.Reduced(0.3),
            ReplicationMode.ASYNC,
            Weights.allTo(A, List.of(B)),
            Bounds.OPEN,
            Ownership.SHARED,
            MigrationPolicy.DEFAULT,
            new ShadowedService.InstanceSize(500, 512, 1_024, 100),
            List.of(new Zone(A, 52.5, 13.4, 0.1), new Zone(B, -33.9, 151.2, 0.08)));

    record Settings(Optional<String> note, Duration every) {}

    static Stream<Object> values() {
        return Stream.of(
                A,
                SHOP,
                new AccountId("acme"),
                new Fence(0),
                WEIGHTS,
                WHY,
                PROFILE,
                CHANGE,
                REVISION,
                SERVICE,
                MigrationPolicy.DEFAULT,
                new BoundedRule.Terms(300, 0.8, 1.25, 2, 1),
                new ShadowMode.MetadataOnly(),
                new ShadowMode.Full(),
                new Bounds(100, 9_000, 500),
                new Application(7, SHOP, 12, AT, AT.plusMillis(700)),
                new Notice("urn:x", "a change waits for a person", AT),
                new LatencyWindow(A, B, ProbeKind.ICMP, AT, Duration.ofMillis(1_000), 10, 9, 100, 200, 300, 400),
                new ServiceLoad(SHOP, A, AT, 2, 10.25, 100, 1.5, 123_456_789_012L),
                new BalancerView(
                        SHOP,
                        AT,
                        WEIGHTS,
                        new TreeMap<>(Map.of(A, new BalancerView.ZoneHealth(1, 2, 100, 1, 2, 3.25)))),
                new ProbeSample(B, ProbeKind.HTTP, new Outcome.Broken("status 500"), 1, 2, -1),
                new Outcome.Answered(),
                new Decision.Hold(WHY),
                new Decision.Advise(WEIGHTS, WHY),
                new Decision.Shift(A, B, WEIGHTS, WHY),
                new Decision.RollBack(WEIGHTS, WHY),
                new Decision.Return(B, A, WEIGHTS, WHY),
                new LeaseState.Held(new Fence(2), AT),
                new LeaseState.Unknown(),
                new Event.HeadMoved(AT, REVISION),
                new Event.LeaseChanged(AT, new LeaseState.HeldBy("agent-zone-a", AT)),
                new Effect.PublishProfiles(List.of(PROFILE)),
                new Effect.Append(CHANGE, 6),
                new LedgerRecord.Revised(9, REVISION),
                new LedgerRecord.AppliedTo(10, new Application(7, SHOP, 12, AT, AT)),
                new LedgerRecord.Noticed(11, new Notice("shop", "said", AT)),
                new Settings(Optional.empty(), Duration.ofMillis(1_500)),
                new Settings(Optional.of("x"), Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWas(Object value) {
        String json = CoreJson.write(value);

        assertThat(CoreJson.<Object>read(json, classOf(value))).as(json).isEqualTo(value);
        assertThat(json).doesNotContain("\n");
        for (Class<?> root : value.getClass().getInterfaces()) {
            if (root.isSealed()) {
                assertThat((Object) CoreJson.read(json, root)).as(json).isEqualTo(value);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> classOf(Object value) {
        return (Class<Object>) value.getClass();
    }

    /** What stands in files for years: a change here is a change of format. */
    @Test
    void aRevisionIsWrittenSo() {
        assertThat(CoreJson.write(new LedgerRecord.Revised(9, REVISION)))
                .isEqualTo("{\"kind\":\"revised\",\"sequence\":9,\"revision\":{\"number\":7,\"parent\":\""
                        + "ab".repeat(32)
                        + "\",\"change\":{\"service\":\"shop\",\"weights\":{\"zone-a\":9000,\"zone-b\":1000},\"fence\":3,"
                        + "\"author\":{\"kind\":\"AGENT\",\"name\":\"zone-b\"},\"reason\":{\"template\":\"p99 is {p99Ms} ms\","
                        + "\"numbers\":{\"p99Ms\":250.5}},\"evidence\":{\"lossRatio\":0.0,\"p99Ms\":250.5}},"
                        + "\"at\":\"2026-11-22T10:00:00.123456789Z\"}}");
        assertThat(CoreJson.write(new LedgerRecord.AppliedTo(10, new Application(7, SHOP, 12, AT, AT))))
                .startsWith(
                        "{\"kind\":\"appliedTo\",\"sequence\":10,\"application\":{\"revision\":7,\"service\":\"shop\"");
        assertThat(CoreJson.write(new LedgerRecord.Noticed(11, new Notice("shop", "said", AT))))
                .startsWith("{\"kind\":\"noticed\",\"sequence\":11,\"notice\":{\"about\":\"shop\"");
        assertThat(CoreJson.write(SERVICE)).contains("\"mode\":{\"kind\":\"reduced\",\"capacityRatio\":0.3}");
        assertThat(CoreJson.write(SERVICE)).contains("\"dwell\":\"PT5S\"");
    }

    @Test
    void namesThePathOfWhatIsWrong() {
        String json = CoreJson.write(SERVICE);
        refused(json.replace("\"latitudeDegrees\":-33.9", "\"latitudeDegrees\":-330"), "catalogue[1]", "-90 to 90");
        refused(
                json.replace("\"perPrice\"", "\"perPrize\":1,\"perPrice\""),
                "policy.weights.perPrize",
                "is not known",
                "perPrice");
        refused(json.replace("\"zone-a\":10000", "\"zone-a\":9999"), "declared", "sum to 9999");
        refused(json.replace("\"zone-a\":10000", "\"zone-a\":null"), "declared", "null");
        refused(json.replace("\"zone-a\":10000", "\"Zone A\":10000"), "declared", "zone id is \"Zone A\"");
        refused(json.replace("\"account\":\"acme\"", "\"account\":\"-\""), "account", "account id is \"-\"");
        refused(json.replace("\"account\":\"acme\"", "\"account\":7"), "account");
        refused(json.replace("\"account\":\"acme\",", ""), "account is missing");
        refused(json.replace("\"account\":\"acme\"", "\"account\":null"), "account");
        refused(json.replace("\"ownership\":\"SHARED\"", "\"ownership\":\"NOBODY\""), "ownership", "NOBODY", "IAC");
        refused(json.replace("\"kind\":\"reduced\"", "\"kind\":\"tiny\""), "mode", "tiny", "metadataOnly");
        refused(json.replace("\"dwell\":\"PT5S\"", "\"dwell\":\"soon\""), "policy.dwell", "soon");
        refused(json.replace("\"quorum\":2", "\"quorum\":2.5"), "policy.quorum");
        refused(json.replace("\"quorum\":2", "\"quorum\":\"2\""), "policy.quorum");
        refused(json.replace("\"quorum\":2", "\"quorum\":2,\"quorum\":3"), "policy", "quorum");
        refused(json + "{}", "");
        refused("{", "");
        assertThatIllegalArgumentException().isThrownBy(() -> CoreJson.read("-1", Fence.class));
        assertThatIllegalArgumentException().isThrownBy(() -> CoreJson.read("1.5", Fence.class));
    }

    private static void refused(String json, String path, String... said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CoreJson.read(json, ShadowedService.class))
                .satisfies(fault -> {
                    assertThat(fault.getMessage())
                            .startsWith(path)
                            .satisfies(text -> List.of(said)
                                    .forEach(part -> assertThat(text).contains(part)))
                            .doesNotContain("\n");
                });
    }

    @SeededTest(tries = 200)
    void numbersKeepTheirLastBit(Chance chance) {
        var weights = Weights.proportionalTo(Map.of(A, chance.between(0, 9_999), B, chance.between(1, 9_999)));
        var evidence = new TreeMap<>(Map.of("aMs", chance.between(-1e9, 1e9), "bRatio", chance.between(0.0, 1e-9)));
        var change = new WeightsChange(SHOP, weights, Fence.NONE, CHANGE.author(), WHY, evidence);

        assertThat(CoreJson.read(CoreJson.writeBytes(change), WeightsChange.class))
                .isEqualTo(change);
    }
}
