package dev.understudy.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireValuesTest {
    @Test
    void everyKindOfValueComesBackAsItWas() {
        var everything = new Obj(Map.<String, PropertyValue>of(
                "null", new PropertyValue.Null(),
                "bool", new PropertyValue.Bool(true),
                "number", PropertyValue.number(0.25),
                "text", PropertyValue.text("hello"),
                "items", new PropertyValue.Items(List.of(PropertyValue.number(1), new PropertyValue.Unknown())),
                "map", Obj.EMPTY.with("zone-a", PropertyValue.number(9_000)),
                "secret", new PropertyValue.Secret(PropertyValue.text("hush")),
                "output", new PropertyValue.Output(PropertyValue.text("made"), true, List.of("urn:pulumi:s::p::t::n")),
                "resource", new PropertyValue.Resource("urn:pulumi:s::p::t::n", PropertyValue.text("id"), "0.1.0"),
                "asset",
                        new PropertyValue.Asset(Obj.EMPTY
                                .with(WireValues.SIGNATURE, PropertyValue.text(WireValues.ASSET))
                                .with("path", PropertyValue.text("a.txt")))));

        assertThat(WireValues.read(WireValues.write(everything))).isEqualTo(everything);
    }

    @Test
    void anOutputThatIsNotKnownYetHasNoValueOnTheWire() {
        var output = new PropertyValue.Output(new PropertyValue.Unknown(), false, List.of());
        var struct = WireValues.write(Obj.EMPTY.with("later", output));

        assertThat(struct.getFieldsOrThrow("later").getStructValue().containsFields("value"))
                .isFalse();
        assertThat(WireValues.read(struct).get("later")).isEqualTo(output);
    }

    @Test
    void theUnknownOfEveryTypeIsUnknown() {
        for (String sentinel : List.of(
                "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
                "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
                "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
                "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
                "dd056dcd-154b-4c76-9bd3-c8f88648b5ff")) {
            var struct = Struct.newBuilder()
                    .putFields("x", Value.newBuilder().setStringValue(sentinel).build())
                    .build();
            assertThat(WireValues.read(struct).get("x")).as(sentinel).isEqualTo(new PropertyValue.Unknown());
        }
    }

    @Test
    void aSecretIsNeverPrinted() {
        var hidden = Obj.EMPTY.with("key", new PropertyValue.Secret(PropertyValue.text("hush")));

        assertThat(hidden.show()).doesNotContain("hush").contains("[secret]");
        assertThat(hidden.toString()).doesNotContain("hush");
    }

    @Test
    void outputsAreSecretWhereTheInputsWere() {
        var inputs = Obj.EMPTY
                .with("identity", new PropertyValue.Secret(PropertyValue.text("hush")))
                .with(
                        "probes",
                        Obj.EMPTY.with("key", new PropertyValue.Output(PropertyValue.text("k"), true, List.of())))
                .with("list", new PropertyValue.Items(List.of(new PropertyValue.Secret(PropertyValue.text("one")))));
        var outputs = Obj.EMPTY
                .with("identity", PropertyValue.text("hush"))
                .with("probes", Obj.EMPTY.with("key", PropertyValue.text("k")).with("open", PropertyValue.text("o")))
                .with("list", new PropertyValue.Items(List.of(PropertyValue.text("one"))))
                .with("address", PropertyValue.text("10.77.1.1"));

        var marked = Secrets.like(inputs, outputs);

        assertThat(marked.get("identity")).isInstanceOf(PropertyValue.Secret.class);
        assertThat(marked.get("list")).isInstanceOf(PropertyValue.Secret.class);
        assertThat(marked.get("address")).isInstanceOf(PropertyValue.Text.class);
        assertThat(marked.get("probes")).isInstanceOfSatisfying(Obj.class, probes -> {
            assertThat(probes.get("key")).isInstanceOf(PropertyValue.Secret.class);
            assertThat(probes.get("open")).isInstanceOf(PropertyValue.Text.class);
        });
        assertThat(marked.plain()).isEqualTo(outputs);
    }
}
