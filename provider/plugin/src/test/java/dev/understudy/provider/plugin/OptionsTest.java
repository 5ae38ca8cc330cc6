package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void theEnginesOwnFlagsArePassedOver() {
        var options = Options.parse(List.of(
                "--logtostderr",
                "--logflow",
                "-v=9",
                "--tracing",
                "http://127.0.0.1:1/",
                "--weights-only",
                "127.0.0.1:2"));
        assertThat(options.engine()).isEqualTo("127.0.0.1:2");
        assertThat(options.weightsOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--weights-onyl", "-weights-only", "--weights-only=true", "-v", "weights-only", "--x:1"})
    void whatNobodyKnowsIsRefused(String argument) {
        assertThatThrownBy(() -> Options.parse(List.of(argument)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + argument + "\" is not known")
                .hasMessageContaining("allowed: --weights-only");
    }

    @Test
    void thereIsOneEngine() {
        assertThatThrownBy(() -> Options.parse(List.of("127.0.0.1:1", "127.0.0.1:2")))
                .hasMessageContaining("\"127.0.0.1:2\"");
    }
}
