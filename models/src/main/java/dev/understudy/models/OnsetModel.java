package dev.understudy.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * The learned probability that a path which is not degraded now has a degraded hour ahead, from a row of {@code
 * OnsetFeatures}. Trained by {@code models/train/onset.py}. Immutable; may be shared by threads.
 */
public final class OnsetModel {
    private final Trees trees;

    private OnsetModel(Trees trees) {
        this.trees = trees;
    }

    /** The one that has learnt from all paths of the development data. */
    public static OnsetModel shipped() {
        return named("onset.txt.gz");
    }

    /** The one that has not seen the paths of a fold, to be graded on them. */
    public static OnsetModel without(int fold) {
        return named("onset-without-" + fold + ".txt.gz");
    }

    /** Which paths the shipped one has seen. */
    public static Seen seen() {
        try (var text = resource("onset-seen.txt")) {
            return Seen.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read onset-seen.txt", e);
        }
    }

    private static OnsetModel named(String name) {
        try (var text = resource(name)) {
            return new OnsetModel(Trees.load(new GZIPInputStream(text)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static InputStream resource(String name) {
        var text = OnsetModel.class.getResourceAsStream(name);
        if (text == null) {
            throw new IllegalStateException(name + " is missing from the program");
        }
        return text;
    }

    /**
     * The probability that the median of the next hour reaches what counts as degraded now.
     *
     * @param row what is seen, as {@code OnsetFeatures.row} gives it
     */
    public double probability(double[] row) {
        return trees.predict(row);
    }
}
