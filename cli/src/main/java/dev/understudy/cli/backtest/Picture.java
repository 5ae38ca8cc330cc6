package dev.understudy.cli.backtest;

import dev.understudy.core.decide.Backtest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A trace and the schedules on it, as lines of text: one column for many steps. */
public final class Picture {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int LABEL = 12;

    private Picture() {}

    /**
     * Draws it.
     *
     * @param columns how wide the plot is, at least 8
     */
    public static List<String> of(Trace trace, List<Backtest.Schedule> schedules, int columns) {
        int steps = trace.millis().length;
        int wide = Math.min(Math.max(8, columns), steps);
        var lines = new ArrayList<String>();
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        var middles = new double[trace.zones().size()][wide];
        for (int zone = 0; zone < middles.length; zone++) {
            for (int column = 0; column < wide; column++) {
                middles[zone][column] = middle(trace, zone, first(column, wide, steps), first(column + 1, wide, steps));
                most = Math.max(most, middles[zone][column]);
                least = Math.min(least, middles[zone][column]);
            }
        }
        lines.add(" ".repeat(LABEL) + trace.at(0) + " to " + trace.at(steps - 1) + ", " + steps + " steps of "
                + number(trace.stepSeconds()) + " s; " + number(least) + " to " + number(most) + " ms");
        for (int zone = 0; zone < middles.length; zone++) {
            lines.add(
                    label((char) ('a' + zone % 26) + " " + trace.zones().get(zone)) + bars(middles[zone], least, most));
        }
        for (var schedule : schedules) {
            lines.add(label(schedule.rule()) + places(schedule, wide, steps));
        }
        return lines;
    }

    private static int first(int column, int wide, int steps) {
        return (int) ((long) column * steps / wide);
    }

    private static double middle(Trace trace, int zone, int from, int to) {
        var values = new double[to - from];
        for (int step = from; step < to; step++) {
            values[step - from] = trace.millis()[step][zone];
        }
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String bars(double[] middles, double least, double most) {
        var line = new StringBuilder();
        for (double middle : middles) {
            double share = most > least ? (middle - least) / (most - least) : 0;
            line.append(BARS.charAt((int) Math.round(share * (BARS.length() - 1))));
        }
        return line.toString();
    }

    /** Where it was for most of each column. */
    private static String places(Backtest.Schedule schedule, int wide, int steps) {
        var line = new StringBuilder();
        for (int column = 0; column < wide; column++) {
            var zones =
                    Arrays.copyOfRange(schedule.zoneOf(), first(column, wide, steps), first(column + 1, wide, steps));
            Arrays.sort(zones);
            line.append((char) ('a' + zones[zones.length / 2] % 26));
        }
        return line.toString();
    }

    private static String label(String text) {
        return text.length() >= LABEL ? text.substring(0, LABEL - 1) + " " : text + " ".repeat(LABEL - text.length());
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number >= 100 ? "%.0f" : "%.3g", number);
    }
}
