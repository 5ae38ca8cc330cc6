package dev.understudy.models;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which series a model was trained on, and in which fold each was held out: a grade on one of them is honest only with
 * the model of its fold, which has not seen it. Immutable.
 */
public final class Seen {
    private static final int FIRST = 100;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Map<String, Integer> folds;

    private Seen(Map<String, Integer> folds) {
        this.folds = Map.copyOf(folds);
    }

    /** Reads lines of a fingerprint and a fold. */
    public static Seen load(InputStream text) {
        var folds = new HashMap<String, Integer>();
        try (var lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                folds.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read which series a model has seen", e);
        }
        return new Seen(folds);
    }

    /** The fold in which a series was held out; empty where no model has seen it. */
    public OptionalInt fold(double[] series) {
        var fold = folds.get(Long.toHexString(fingerprint(series)));
        return fold == null ? OptionalInt.empty() : OptionalInt.of(fold);
    }

    /** A hash of the first hundred values that are numbers (FNV-1a of their bits). */
    public static long fingerprint(double[] series) {
        long hash = FNV_OFFSET;
        int taken = 0;
        for (int at = 0; at < series.length && taken < FIRST; at++) {
            if (!Double.isNaN(series[at])) {
                long bits = Double.doubleToLongBits(series[at]);
                for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                    hash = (hash ^ (bits >>> shift & 0xff)) * FNV_PRIME;
                }
                taken++;
            }
        }
        return hash;
    }
}
