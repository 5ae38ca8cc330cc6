package dev.understudy.core.migrate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MigrationPolicyTest {
    @Test
    void oneObserverMayNotCondemnAZone() {
        var usual = MigrationPolicy.DEFAULT;
        assertThatThrownBy(() -> new MigrationPolicy(
                        usual.threshold(),
                        usual.returnBelow(),
                        usual.stepsBasisPoints(),
                        usual.dwell(),
                        usual.coolDown(),
                        usual.horizon(),
                        usual.minSamples(),
                        1,
                        usual.weights(),
                        usual.gate()))
                .hasMessage("policy.quorum is 1; allowed: 2 or more");
    }
}
