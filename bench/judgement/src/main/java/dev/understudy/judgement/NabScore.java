package dev.understudy.judgement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The published score of the Numenta Anomaly Benchmark, standard profile (A. Lavin, S. Ahmad, "Evaluating Real-time
 * Anomaly Detection Algorithms", 2015): in each labelled window the earliest detection counts, the more the earlier; a
 * detection outside counts against, the less the nearer it follows a window; one threshold for all metrics, the best one.
 * 100 is all windows at their first sample, 0 is no detection at all.
 */
final class NabScore {
    private static final double PROBATION_SHARE = 0.15;
    private static final int PROBATION_MOST = 750;
    private static final double FALSE_WEIGHT = 0.11;
    private static final double FAR = 3;
    private static final double STEEPNESS = 5;

    /** A sample that may be detected: its score by the detector, its worth, its window or −1. */
    private record Point(double score, double worth, int window) {}

    private final List<Point> points = new ArrayList<>();
    private int windows;

    /** The result, and the threshold it was reached at. */
    record Result(double score, double threshold, int found, int windows, int falseAlarms) {}

    /** The first samples of a metric, which are not graded. */
    static int probation(int samples) {
        return Math.min((int) (PROBATION_SHARE * samples), PROBATION_MOST);
    }

    /** Adds a metric and what a detector said of each of its samples. */
    void add(Traces.Metric metric, double[] scores) {
        int probation = probation(scores.length);
        int next = 0;
        int from = -1;
        int to = -1;
        boolean counted = false;
        for (int at = 0; at < scores.length; at++) {
            long second = metric.epochSeconds()[at];
            if (at > to
                    && next < metric.windows().size()
                    && second >= metric.windows().get(next)[0]) {
                from = at;
                to = last(metric, at, metric.windows().get(next)[1]);
                next++;
                counted = false;
            }
            if (at >= probation) {
                boolean inside = from >= 0 && at <= to;
                if (inside && !counted) {
                    windows++;
                    counted = true;
                }
                points.add(new Point(scores[at], worth(at, from, to), inside ? windows - 1 : -1));
            }
        }
    }

    private static int last(Traces.Metric metric, int from, long second) {
        int last = from;
        while (last + 1 < metric.values().length && metric.epochSeconds()[last + 1] <= second) {
            last++;
        }
        return last;
    }

    private static double worth(int at, int from, int to) {
        if (from < 0) {
            return -FALSE_WEIGHT;
        }
        if (at <= to) {
            return sigmoid(-(to - at + 1) / (double) (to - from + 1)) / sigmoid(-1);
        }
        return FALSE_WEIGHT * sigmoid((at - to) / (double) Math.max(1, to - from));
    }

    private static double sigmoid(double place) {
        return place > FAR ? -1 : 2 / (1 + Math.exp(STEEPNESS * place)) - 1;
    }

    int windows() {
        return windows;
    }

    /** With the threshold that gives the most, as the benchmark sets it for every detector it compares. */
    Result best() {
        var falling = new ArrayList<>(points);
        falling.sort(Comparator.comparingDouble(Point::score).reversed());
        var worth = new double[windows];
        Arrays.fill(worth, -1);
        double sum = -windows;
        int found = 0;
        int falseAlarms = 0;
        var best = new Result(0, Double.POSITIVE_INFINITY, 0, windows, 0);
        for (int each = 0; each < falling.size(); each++) {
            var point = falling.get(each);
            if (point.window < 0) {
                sum += point.worth;
                falseAlarms++;
            } else if (point.worth > worth[point.window]) {
                found += worth[point.window] == -1 ? 1 : 0;
                sum += point.worth - worth[point.window];
                worth[point.window] = point.worth;
            }
            if (each + 1 == falling.size() || falling.get(each + 1).score < point.score) {
                double score = 100 * (sum + windows) / (2.0 * windows);
                if (score > best.score) {
                    best = new Result(score, point.score, found, windows, falseAlarms);
                }
            }
        }
        return best;
    }
}
