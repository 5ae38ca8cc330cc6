package dev.understudy.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.provider.wire.PropertyCodec.Read;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PropertyCodecTest {
    enum Mode {
        REDUCED,
        FULL
    }

    record Inner(int count) {
        Inner {
            if (count < 1) {
                throw new InvalidInput("count", "count is " + count + "; allowed: 1 or more");
            }
        }
    }

    record Outer(
            String name,
            @Nullable Mode mode,
            Map<String, Double> weights,
            List<Inner> inners,
            @Nullable Boolean on,
            @Nullable Long big) {}

    private static final Obj GOOD = Obj.EMPTY
            .with("name", PropertyValue.text("shop"))
            .with("mode", PropertyValue.text("full"))
            .with("weights", Obj.EMPTY.with("zone-a", PropertyValue.number(1.5)))
            .with("inners", new PropertyValue.Items(List.of(Obj.EMPTY.with("count", PropertyValue.number(2)))));

    @Test
    void aRecordComesBackAsItWas() {
        var outer = new Outer("shop", Mode.FULL, Map.of("zone-a", 1.5), List.of(new Inner(2)), null, 12L);

        assertThat(PropertyCodec.require(PropertyCodec.write(outer), Outer.class))
                .isEqualTo(outer);
    }

    @Test
    void everyFaultIsFoundAndNamesItsPathValueAndWhatIsAllowed() {
        var bad = GOOD.without("name")
                .with("mode", PropertyValue.text("huge"))
                .with("weights", Obj.EMPTY.with("zone-a", PropertyValue.text("much")))
                .with(
                        "inners",
                        new PropertyValue.Items(List.of(
                                Obj.EMPTY.with("count", PropertyValue.number(2)),
                                Obj.EMPTY.with("count", PropertyValue.number(0)),
                                Obj.EMPTY.with("count", PropertyValue.number(1.5)))));

        assertThat(PropertyCodec.read(bad, Outer.class))
                .isInstanceOfSatisfying(
                        Read.Wrong.class,
                        wrong -> assertThat(((Read.Wrong<?>) wrong).faults())
                                .containsExactlyInAnyOrder(
                                        new Fault("name", "name is missing; allowed: a text"),
                                        new Fault("mode", "mode is \"huge\"; allowed: reduced, full"),
                                        new Fault(
                                                "weights[\"zone-a\"]",
                                                "weights[\"zone-a\"] is \"much\"; allowed: a number"),
                                        new Fault("inners[1].count", "count is 0; allowed: 1 or more"),
                                        new Fault(
                                                "inners[2].count", "inners[2].count is 1.5; allowed: a whole number")));
    }

    @Test
    void whatIsUnknownLeavesTheWholePendingUnlessSomethingIsWrong() {
        var pending = GOOD.with("name", new PropertyValue.Unknown());

        assertThat(PropertyCodec.read(pending, Outer.class)).isInstanceOf(Read.Pending.class);
        assertThat(PropertyCodec.read(pending.with("mode", PropertyValue.number(1)), Outer.class))
                .isInstanceOf(Read.Wrong.class);
    }

    @Test
    void secretsAndOutputsAreOpened() {
        var wrapped = GOOD.with("name", new PropertyValue.Secret(PropertyValue.text("shop")))
                .with(
                        "mode",
                        new PropertyValue.Output(PropertyValue.text("full"), false, List.of("urn:pulumi:a::b::c::d")));

        assertThat(PropertyCodec.require(wrapped, Outer.class).mode()).isEqualTo(Mode.FULL);
    }

    @Test
    void aPropertyThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThat(PropertyCodec.unexpected(GOOD.with("wieghts", Obj.EMPTY), Outer.class))
                .singleElement()
                .satisfies(fault -> assertThat(fault.reason()).contains("weights"));
    }
}
