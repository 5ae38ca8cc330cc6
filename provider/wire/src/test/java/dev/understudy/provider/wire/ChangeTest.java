package dev.understudy.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void namesEachPathThatDiffers() {
        var olds = Obj.EMPTY
                .with(
                        "weights",
                        Obj.EMPTY.with("zone-a", PropertyValue.number(1)).with("b", PropertyValue.number(2)))
                .with("steps", new PropertyValue.Items(List.of(PropertyValue.number(1), PropertyValue.number(2))))
                .with("gone", PropertyValue.text("x"));
        var news = Obj.EMPTY
                .with(
                        "weights",
                        Obj.EMPTY.with("zone-a", PropertyValue.number(3)).with("b", PropertyValue.number(2)))
                .with("steps", new PropertyValue.Items(List.of(PropertyValue.number(1))))
                .with("new", PropertyValue.text("y"));

        assertThat(Change.between(olds, news))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "weights[\"zone-a\"]", Change.Kind.UPDATED,
                        "steps[1]", Change.Kind.REMOVED,
                        "gone", Change.Kind.REMOVED,
                        "new", Change.Kind.ADDED));
        assertThat(Change.topNames(Change.between(olds, news))).containsExactly("gone", "new", "steps", "weights");
    }

    @Test
    void secrecyIsNoDifference() {
        var open = Obj.EMPTY.with("key", PropertyValue.text("k"));

        assertThat(Change.between(open, Obj.EMPTY.with("key", new PropertyValue.Secret(PropertyValue.text("k")))))
                .isEmpty();
    }
}
