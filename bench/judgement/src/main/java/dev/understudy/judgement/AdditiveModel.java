package dev.understudy.judgement;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Log-odds as a sum of one step function for each column, fitted by Newton steps on the steps of one column after the
 * other, each drawn towards 0. Plain on purpose: what is asked is what a column adds, not how far a model can be driven.
 */
final class AdditiveModel {
    private static final int STEPS = 16;
    private static final int ROUNDS = 12;
    private static final double RATE = 0.6;
    private static final double RIDGE = 4;
    private static final double ODDS_MAX = 30;

    private AdditiveModel() {}

    /** Where each column's steps lie: rising edges; a value that is not known has a step of its own, the last. */
    record Steps(double[][] edges) {
        static Steps of(double[][] rows, int columns) {
            var edges = new double[columns][];
            for (int column = 0; column < columns; column++) {
                int mine = column;
                edges[column] = edges(Arrays.stream(rows)
                        .mapToDouble(row -> row[mine])
                        .filter(value -> !Double.isNaN(value))
                        .sorted()
                        .toArray());
            }
            return new Steps(edges);
        }

        /** Each value by itself where there are few, else as many rows in each step. */
        private static double[] edges(double[] sorted) {
            var values = DoubleStream.of(sorted).distinct().toArray();
            if (values.length <= STEPS) {
                return Arrays.copyOfRange(values, Math.min(1, values.length), values.length);
            }
            var edges = new double[STEPS - 1];
            for (int edge = 0; edge < edges.length; edge++) {
                edges[edge] = sorted[(int) ((edge + 1L) * sorted.length / STEPS)];
            }
            return DoubleStream.of(edges).distinct().toArray();
        }

        int count(int column) {
            return edges[column].length + 2;
        }

        byte step(int column, double value) {
            if (Double.isNaN(value)) {
                return (byte) (edges[column].length + 1);
            }
            int place = Arrays.binarySearch(edges[column], value);
            return (byte) (place >= 0 ? place + 1 : -place - 1);
        }

        /** By column, then by row. */
        byte[][] place(double[][] rows) {
            var placed = new byte[edges.length][rows.length];
            for (int column = 0; column < edges.length; column++) {
                for (int row = 0; row < rows.length; row++) {
                    placed[column][row] = step(column, rows[row][column]);
                }
            }
            return placed;
        }
    }

    /**
     * A fitted model.
     *
     * @param base log-odds of all rows together
     * @param parts by column and step; of columns it may not use, all 0
     */
    record Fitted(double base, double[][] parts) {
        double probability(byte[][] placed, int row) {
            double odds = base;
            for (int column = 0; column < parts.length; column++) {
                odds += parts[column][placed[column][row]];
            }
            return AdditiveModel.probability(odds);
        }
    }

    /**
     * Fits a model.
     *
     * @param placed rows of the training, by column
     * @param columns those that it may use
     */
    static Fitted fit(Steps steps, byte[][] placed, boolean[] came, int[] columns) {
        double events = 0;
        for (boolean each : came) {
            events += each ? 1 : 0;
        }
        double base = Math.log((events + 0.5) / (came.length - events + 0.5));
        var parts = new double[steps.edges().length][];
        for (int column = 0; column < parts.length; column++) {
            parts[column] = new double[steps.count(column)];
        }
        var odds = new double[came.length];
        Arrays.fill(odds, base);
        for (int round = 0; round < ROUNDS; round++) {
            for (int column : columns) {
                improve(parts[column], placed[column], came, odds);
            }
        }
        return new Fitted(base, parts);
    }

    private static void improve(double[] parts, byte[] placed, boolean[] came, double[] odds) {
        var slope = new double[parts.length];
        var bend = new double[parts.length];
        for (int row = 0; row < came.length; row++) {
            double probability = probability(odds[row]);
            slope[placed[row]] += (came[row] ? 1 : 0) - probability;
            bend[placed[row]] += probability * (1 - probability);
        }
        var move = new double[parts.length];
        for (int step = 0; step < parts.length; step++) {
            move[step] = RATE * (slope[step] - RIDGE * parts[step]) / (bend[step] + RIDGE);
            parts[step] += move[step];
        }
        for (int row = 0; row < came.length; row++) {
            odds[row] += move[placed[row]];
        }
    }

    private static double probability(double odds) {
        return 1 / (1 + Math.exp(-Math.clamp(odds, -ODDS_MAX, ODDS_MAX)));
    }
}
