package dev.understudy.core.forecast;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two forests of one horizon, grown anew at times from what the series itself did: one for how far it moves from its last
 * value, one for how far from what a line says. Mutable, for one thread.
 */
final class Grove {
    private static final int FIRST_ROWS = 500;

    private final int ahead;
    private final int every;
    /** By input and step (a ring). */
    private final float[][] rows;

    private final float[] moves;
    private final float[] misses;
    private final double[] lasts;
    private final double[] lines;
    private long steps;
    private @Nullable Forest forMoves;
    private @Nullable Forest forMisses;

    /**
     * An empty one.
     *
     * @param room rows that are remembered
     * @param every steps after which it grows anew
     */
    Grove(int inputs, int ahead, int room, int every) {
        this.ahead = ahead;
        this.every = every;
        rows = new float[inputs][room];
        moves = new float[room];
        misses = new float[room];
        lasts = new double[room];
        lines = new double[room];
    }

    /** Learns what a step came to. */
    void grade(double counts) {
        if (steps >= ahead) {
            int then = slot(ahead - 1);
            moves[then] = (float) (counts - lasts[then]);
            misses[then] = (float) (counts - lines[then]);
        }
    }

    /**
     * Takes what is known now.
     *
     * @param line what the line says of the horizon
     */
    void foretell(double[] input, double last, double line) {
        steps++;
        int now = slot(0);
        for (int each = 0; each < rows.length; each++) {
            rows[each][now] = (float) input[each];
        }
        lasts[now] = last;
        lines[now] = line;
        int known = (int) Math.min(steps, moves.length) - ahead;
        if (known >= FIRST_ROWS && (forMoves == null || steps % every == 0)) {
            grow(known);
        }
    }

    private void grow(int known) {
        var columns = new float[rows.length][known];
        var ownMoves = new float[known];
        var ownMisses = new float[known];
        for (int row = 0; row < known; row++) {
            int at = slot(ahead + row);
            for (int each = 0; each < columns.length; each++) {
                columns[each][row] = rows[each][at];
            }
            ownMoves[row] = moves[at];
            ownMisses[row] = misses[at];
        }
        forMoves = Forest.grow(columns, ownMoves);
        forMisses = Forest.grow(columns, ownMisses);
    }

    /** What both say now, in the unit of the series; false before the first have grown. */
    boolean forecast(double[] ofMoves, double[] ofMisses) {
        if (forMoves == null || forMisses == null) {
            return false;
        }
        int now = slot(0);
        var row = new float[rows.length];
        for (int each = 0; each < row.length; each++) {
            row[each] = rows[each][now];
        }
        forMoves.quantiles(row, ofMoves);
        forMisses.quantiles(row, ofMisses);
        Arrays.setAll(ofMoves, level -> ofMoves[level] + lasts[now]);
        Arrays.setAll(ofMisses, level -> ofMisses[level] + lines[now]);
        return true;
    }

    private int slot(int ago) {
        return (int) ((steps - 1 - ago) % moves.length);
    }
}
