package dev.understudy.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.detect.OnsetFeatures;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OnsetModelTest {
    private static final int HOUR = 15;

    @Test
    void aPathThatBeginsToClimbIsInMoreDangerThanAQuietOne() {
        var quiet = day();
        var climbing = day();
        for (int at = 0; at < HOUR; at++) {
            quiet.add(50);
            climbing.add(at < HOUR - 4 ? 50 : 60 + at);
        }
        assertThat(climbing.degraded()).isFalse();
        IntStream.range(-1, 5).mapToObj(OnsetModelTest::model).forEach(model -> {
            assertThat(model.probability(quiet.row())).isBetween(0.0, 0.01);
            assertThat(model.probability(climbing.row())).isBetween(0.05, 1.0);
        });
    }

    private static OnsetModel model(int fold) {
        return fold < 0 ? OnsetModel.shipped() : OnsetModel.without(fold);
    }

    private static OnsetFeatures day() {
        var features = new OnsetFeatures(HOUR);
        for (int at = 0; at < 24 * HOUR; at++) {
            features.add(50 + at % 3 * 0.1);
        }
        return features;
    }

    @Test
    void onlyWhatAModelHasSeenHasAFold() {
        assertThat(OnsetModel.seen().fold(new double[] {1, 2, 3})).isEmpty();
    }
}
