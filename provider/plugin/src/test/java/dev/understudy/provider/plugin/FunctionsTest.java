package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Provider.InvokeRequest;
import pulumirpc.Provider.InvokeResponse;

class FunctionsTest {
    private static final Obj FRANKFURT =
            obj("zone", "zone-a", "latitudeDegrees", 50.11, "longitudeDegrees", 8.68, "pricePerInstanceHour", 0.11);
    private static final Obj AMSTERDAM =
            obj("zone", "zone-b", "latitudeDegrees", 52.37, "longitudeDegrees", 4.9, "pricePerInstanceHour", 0.10);
    private static final Obj STOCKHOLM =
            obj("zone", "zone-c", "latitudeDegrees", 59.33, "longitudeDegrees", 18.07, "pricePerInstanceHour", 0.12);

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private InvokeResponse invoke(String function, Obj arguments) {
        return rig.provider.invoke(InvokeRequest.newBuilder()
                .setTok("understudy:index:" + function)
                .setArgs(WireValues.write(arguments))
                .build());
    }

    private Obj answer(String function, Obj arguments) {
        var response = invoke(function, arguments);
        assertThat(response.getFailuresList()).isEmpty();
        return WireValues.read(response.getReturn());
    }

    @Test
    void theShadowGoesWhereItIsNearAndCheapAndSaysWhy() {
        var catalogue = List.of(FRANKFURT, AMSTERDAM, STOCKHOLM);
        var near = answer("chooseShadowZone", obj("primary", "zone-a", "catalogue", catalogue));
        assertThat(near.get("zone")).isEqualTo(PropertyValue.text("zone-b"));
        assertThat(near.get("explanation").show()).contains("zone-b is best of 2 for the shadow of zone-a");
        assertThat(((Obj) near.get("points")).fields()).containsOnlyKeys("zone-b", "zone-c");

        var measured =
                obj("primary", "zone-a", "catalogue", catalogue, "roundTripMillis", obj("zone-b", 80, "zone-c", 20));
        assertThat(answer("chooseShadowZone", measured).get("zone")).isEqualTo(PropertyValue.text("zone-c"));
    }

    @Test
    void everyPlaceIsRankedWithItsSentenceAndWhatIsForbiddenIsNamed() {
        var sydney = obj("zone", "zone-d", "latitudeDegrees", -33.87, "longitudeDegrees", 151.21, "jurisdiction", "au");
        var catalogue = List.of(
                FRANKFURT,
                lawful(AMSTERDAM),
                lawful(STOCKHOLM).with("preferencePoints", PropertyValue.number(50)),
                sydney);
        var answer = answer(
                "chooseShadowZone",
                obj(
                        "primary",
                        "zone-a",
                        "catalogue",
                        catalogue,
                        "roundTripMillis",
                        obj("zone-b", 8),
                        "pairRoundTripMillis",
                        obj("zone-b/zone-c", 25, "zone-b/zone-d", 280),
                        "residency",
                        new PropertyValue.Items(List.of(PropertyValue.text("eu")))));
        assertThat(answer.get("zone")).isEqualTo(PropertyValue.text("zone-c"));
        assertThat(answer.get("ranking").show())
                .contains("zone-c: 1187 km away, ", " ms estimated from 3 pairs, not measured", "preferred by 50")
                .contains("zone-b: 364 km away, 8 ms measured");
        assertThat(answer.get("leftOut").show()).contains("zone-d is in au, and the data may be in eu only");

        var nowhere = invoke(
                        "chooseShadowZone",
                        obj("primary", "zone-a", "catalogue", List.of(FRANKFURT, AMSTERDAM), "leastKilometres", 1_000))
                .getFailuresList();
        assertThat(nowhere)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getReason())
                        .contains("zone-b is 364 km away from zone-a and would fail with it")
                        .contains("one of which can hold the shadow"));
    }

    private static Obj lawful(Obj zone) {
        return zone.with("jurisdiction", PropertyValue.text("eu"));
    }

    @Test
    void aCatalogueOfThePrimaryAloneHasNoPlaceForAShadow() {
        var failures = invoke("chooseShadowZone", obj("primary", "zone-a", "catalogue", List.of(FRANKFURT)))
                .getFailuresList();
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.getProperty()).isEqualTo("catalogue");
            assertThat(failure.getReason()).contains("no zone but zone-a").contains("allowed: two zones or more");
        });
    }

    @Test
    void aPriceMayOutweighADistance() {
        var dear = AMSTERDAM.with("pricePerInstanceHour", PropertyValue.number(0.5));
        var answer =
                answer("chooseShadowZone", obj("primary", "zone-a", "catalogue", List.of(FRANKFURT, dear, STOCKHOLM)));
        assertThat(answer.get("zone")).isEqualTo(PropertyValue.text("zone-c"));
    }

    @Test
    void aPrimaryOutsideTheCatalogueIsNamed() {
        var failures = invoke("chooseShadowZone", obj("primary", "zone-x", "catalogue", List.of(FRANKFURT)))
                .getFailuresList();
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.getProperty()).isEqualTo("primary");
            assertThat(failure.getReason()).contains("zone-x").contains("zone-a");
        });
    }

    @Test
    void theLedgerExplainsTheWeights() {
        var urn = Rig.urn("understudy:index:WeightAssignment", "shop-weights");
        var _ = rig.up(
                urn,
                Optional.empty(),
                obj("service", "shop", "weights", obj("zone-a", 1, "zone-b", 0), "balancer", "127.77.250.1:9000"));
        var _ = rig.agentMoves("zone-b", Map.of("zone-a", 9_000, "zone-b", 1_000));

        var answer = answer("explainWeights", obj("service", "shop"));
        assertThat(answer.get("revision")).isEqualTo(PropertyValue.number(2));
        assertThat(answer.get("author")).isEqualTo(PropertyValue.text("agent zone-b"));
        assertThat(answer.get("weights")).isEqualTo(obj("zone-a", 9_000, "zone-b", 1_000));
        assertThat(answer.get("explanation").show()).contains("zone-a 90 %").contains("zone-a answers late");
        assertThat(((PropertyValue.Items) answer.get("history")).values()).hasSize(2);
        assertThat(((PropertyValue.Items) answer("explainWeights", obj("service", "shop", "revisions", 1))
                                .get("history"))
                        .values())
                .hasSize(1);
    }

    @Test
    void aServiceWithoutRevisionsIsNotFound() {
        assertThatThrownBy(() -> invoke("explainWeights", obj("service", "nobody")))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> invoke("guess", Obj.EMPTY))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("explainWeights");
    }
}
