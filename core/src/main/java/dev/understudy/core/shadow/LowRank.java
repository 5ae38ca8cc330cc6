package dev.understudy.core.shadow;

import java.util.ArrayList;
import java.util.List;

/**
 * A symmetric matrix of which some entries beside the diagonal are known, completed by one of low rank:
 *
 * <pre>
 *   entry of i and j = b(i) + b(j) + u(i) u(j) - v(i) v(j)
 * </pre>
 *
 * fitted by alternating least squares, row after row, with a ridge that draws to nought what little is known of. No chance is
 * in it: rows begin around a circle.
 */
final class LowRank {
    private static final int PARTS = 3;
    private static final int ROUNDS = 60;
    private static final double RIDGE_OWN = 0.2;
    private static final double RIDGE_PRODUCT = 1;
    /** Golden angle, radians: rows begin as unlike each other as they can. */
    private static final double ANGLE = 2.399963229728653;

    private final double scale;
    private final double[][] rows; // b, u, v

    private LowRank(double scale, double[][] rows) {
        this.scale = scale;
        this.rows = rows;
    }

    /**
     * An entry that is known.
     *
     * @param row and column, in either order, not the same
     */
    record Entry(int row, int column, double value) {}

    /**
     * The matrix of so many rows.
     *
     * @param known in any order, each pair once
     */
    static LowRank fit(int size, List<Entry> known) {
        double squares = 0;
        var of = new ArrayList<List<Entry>>();
        for (int row = 0; row < size; row++) {
            of.add(new ArrayList<>());
        }
        for (Entry each : known) {
            squares += each.value() * each.value();
            of.get(each.row()).add(each);
            of.get(each.column()).add(new Entry(each.column(), each.row(), each.value()));
        }
        double scale = Math.sqrt(squares / Math.max(1, known.size()));
        var rows = new double[size][PARTS];
        for (int row = 0; row < size; row++) {
            rows[row][1] = 0.5 * Math.cos(ANGLE * row);
            rows[row][2] = 0.5 * Math.sin(ANGLE * row);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int row = 0; row < size; row++) {
                rows[row] = scale == 0 || of.get(row).isEmpty() ? new double[PARTS] : fitted(rows, of.get(row), scale);
            }
        }
        return new LowRank(scale, rows);
    }

    /** The entry of two rows. */
    double at(int row, int column) {
        var one = rows[row];
        var other = rows[column];
        return scale * (one[0] + other[0] + one[1] * other[1] - one[2] * other[2]);
    }

    /** One row, all others staying as they are. */
    private static double[] fitted(double[][] rows, List<Entry> known, double scale) {
        var normal = new double[PARTS][PARTS + 1];
        for (int part = 0; part < PARTS; part++) {
            normal[part][part] = part == 0 ? RIDGE_OWN : RIDGE_PRODUCT;
        }
        for (Entry each : known) {
            var other = rows[each.column()];
            double[] by = {1, other[1], -other[2]};
            double wanted = each.value() / scale - other[0];
            for (int part = 0; part < PARTS; part++) {
                for (int second = 0; second < PARTS; second++) {
                    normal[part][second] += by[part] * by[second];
                }
                normal[part][PARTS] += by[part] * wanted;
            }
        }
        return solved(normal);
    }

    /** Gauss's elimination; the ridge keeps the diagonal above nought. */
    private static double[] solved(double[][] normal) {
        for (int part = 0; part < PARTS; part++) {
            for (int below = part + 1; below < PARTS; below++) {
                double times = normal[below][part] / normal[part][part];
                for (int column = part; column <= PARTS; column++) {
                    normal[below][column] -= times * normal[part][column];
                }
            }
        }
        var solution = new double[PARTS];
        for (int part = PARTS - 1; part >= 0; part--) {
            double left = normal[part][PARTS];
            for (int later = part + 1; later < PARTS; later++) {
                left -= normal[part][later] * solution[later];
            }
            solution[part] = left / normal[part][part];
        }
        return solution;
    }
}
