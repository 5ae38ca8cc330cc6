package dev.understudy.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreesTest {
    private static final Offset<Double> PARITY = Offset.offset(1e-6);
    private static final String STUMP = """
            num_tree_per_iteration=1
            max_feature_idx=1
            objective=regression
            Tree=0
            num_leaves=2
            num_cat=0
            split_feature=1
            threshold=0.5
            decision_type=2
            left_child=-1
            right_child=-2
            leaf_value=10 20
            Tree=1
            num_leaves=1
            num_cat=0
            leaf_value=3
            end of trees
            """;

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "binary", "zero-is-missing"})
    void predictsWhatThePythonSideDid(String kind) throws IOException {
        var trees = Trees.load(resource("parity-" + kind + ".txt"));
        var rows = rows("parity-" + kind + ".csv");
        assertThat(rows).hasSize(200);
        for (double[] row : rows) {
            assertThat(trees.predict(Arrays.copyOf(row, row.length - 1))).isCloseTo(row[row.length - 1], PARITY);
        }
    }

    @Test
    void aRowFallsIntoOneLeafOfEachTree() {
        var trees = load(STUMP);
        assertThat(trees.size()).isEqualTo(2);
        assertThat(trees.predict(new double[] {9, 0.5})).isEqualTo(13);
        assertThat(trees.predict(new double[] {-9, 0.6})).isEqualTo(23);
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> load(STUMP).predict(new double[3])).hasMessage("a row has 3 features; allowed: 2");
    }

    @Test
    void whatItCannotEvaluateIsRefused() {
        assertThatThrownBy(() -> load(STUMP.replace("num_cat=0", "num_cat=1")))
                .hasMessage("num_cat of a model is 1; allowed: 0");
        assertThatThrownBy(() -> load(STUMP.replace("iteration=1", "iteration=3")))
                .hasMessageContaining("num_tree_per_iteration of a model is 3");
        assertThatThrownBy(() -> load(STUMP.replace("split_feature=1", "split_feature=2")))
                .hasMessageContaining("splits feature 2");
        assertThatThrownBy(() -> load(STUMP.replace("10 20", "10"))).hasMessageContaining("has 1 leaves and 1 splits");
        assertThatThrownBy(() -> load("")).hasMessage("a model has 0 trees; allowed: at least 1");
    }

    private static Trees load(String text) {
        return Trees.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static List<double[]> rows(String name) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(resource(name), StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(cell -> cell.equals("nan") ? Double.NaN : Double.parseDouble(cell))
                            .toArray())
                    .toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(TreesTest.class.getResourceAsStream(name), name);
    }
}
