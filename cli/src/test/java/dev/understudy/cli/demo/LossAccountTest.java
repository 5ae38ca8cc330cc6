package dev.understudy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LossAccountTest {
    @Test
    void whatWasAcknowledgedAndIsNotThereIsLost() {
        assertThat(LossAccount.compare(List.of("demo-1", "demo-2", "demo-3"), Map.of("demo-1", 1L, "demo-3", 1L)))
                .isEqualTo(new LossAccount(3, 1, 0));
    }

    @Test
    void aKeyThatIsThereTwiceIsDuplicated() {
        assertThat(LossAccount.compare(List.of("demo-1"), Map.of("demo-1", 2L))).isEqualTo(new LossAccount(1, 0, 1));
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNeither() {
        assertThat(LossAccount.compare(List.of("demo-1"), Map.of("demo-1", 1L, "demo-2", 1L)))
                .isEqualTo(new LossAccount(1, 0, 0));
    }
}
