package dev.understudy.core.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

final class SeriesCoreTest {
    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 4;

    @Test
    void itTakesAtMost512BytesOfHeap() throws IllegalAccessException {
        var core = new SeriesCore(1, 4, 15);
        long own = HEADER;
        long arrays = 0;
        for (Field field : SeriesCore.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                own += size(field.getType());
                field.setAccessible(true);
                var value = field.get(core);
                boolean shared = field.getName().equals("stepsAhead");
                if (field.getType().isArray() && !shared) {
                    arrays += padded(ARRAY_HEADER
                            + Array.getLength(value) * size(field.getType().getComponentType()));
                }
            }
        }
        assertThat(padded(own) + arrays).isEqualTo(432).isLessThanOrEqualTo(512);
    }

    private static long size(Class<?> type) {
        return type == double.class || type == long.class
                ? 8
                : type == float.class || type == int.class ? 4 : type.isPrimitive() ? 2 : REFERENCE;
    }

    private static long padded(long bytes) {
        return (bytes + 7) / 8 * 8;
    }

    @SeededTest(tries = 20)
    void itsForecastsHoldWhatTheyStateOnACalmSeries(Chance chance) {
        var core = new SeriesCore(1, 4, 15);
        int inside = 0;
        int steps = 4000;
        var due = new double[steps + 4][];
        for (int step = 0; step < steps; step++) {
            double value = 20 + chance.between(-1.0, 1.0);
            core.take(value);
            due[step + 4] = core.forecast(1);
            if (step >= 1000) {
                inside += value >= due[step][0] && value <= due[step][6] ? 1 : 0;
            }
        }
        assertThat(inside / 3000.0).isBetween(0.85, 0.95);
        assertThat(core.level()).isBetween(19.5, 20.5);
        assertThat(core.quantile(0.5)).isBetween(19.3, 20.7);
    }

    @Test
    void aSpikeMovesLevelAndScaleOnlyALittleAndAChangeIsEvidence() {
        var core = new SeriesCore(1);
        for (int step = 0; step < 500; step++) {
            core.take(20 + (step % 3 - 1) * 0.5);
        }
        double level = core.level();
        double scale = core.scale();
        core.take(900);
        assertThat(core.level() - level).isLessThan(scale);
        assertThat(core.scale()).isLessThan(2 * scale);
        for (int step = 0; step < 5; step++) {
            core.take(30);
        }
        assertThat(core.movedUp()).isGreaterThan(10);
        assertThat(core.movedDown()).isZero();
    }

    @Test
    void aLostProbeIsCensoredAndNotForgotten() {
        var core = new SeriesCore(1);
        core.take(Double.NaN);
        assertThat(core.steps()).isZero();
        assertThat(core.quantile(0.5)).isNaN();
        core.take(10);
        core.take(14);
        double scale = core.scale();
        core.take(Double.NaN);
        assertThat(core.steps()).isEqualTo(3);
        assertThat(core.last()).isEqualTo(14);
        assertThat(core.scale()).isEqualTo(scale);
        assertThat(core.quantile(1)).isEqualTo(14);
        assertThat(core.lost()).isPositive();
    }
}
