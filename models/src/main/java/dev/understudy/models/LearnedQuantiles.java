package dev.understudy.models;

import dev.understudy.core.forecast.Learned;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import dev.understudy.core.forecast.Past;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPInputStream;

/**
 * Two models of trees for each horizon and level, trained by {@code models/train} on other series: one corrects the
 * blend of a series, one sees only its newest values. Immutable; may be shared by threads.
 */
public final class LearnedQuantiles implements Learned {
    private static final List<String> NAMES = List.of("learned correction", "LightGBM");

    private final Outlook outlook;
    private final Trees[][] corrections;
    private final Trees[][] plain;

    private LearnedQuantiles(Outlook outlook, Trees[][] corrections, Trees[][] plain) {
        this.outlook = outlook;
        this.corrections = corrections;
        this.plain = plain;
    }

    /** Reads trees for each horizon and level of an outlook, compressed, one model after the other. */
    public static Trees[][] read(InputStream compressed, Outlook outlook) {
        try (var text =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.UTF_8))) {
            var trees = new Trees[outlook.steps().size()][Levels.COUNT];
            for (Trees[] horizon : trees) {
                for (int level = 0; level < Levels.COUNT; level++) {
                    horizon[level] = Trees.load(text);
                }
            }
            return trees;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a model", e);
        }
    }

    /** Models from two streams, each as {@link #read} takes it. */
    public static LearnedQuantiles load(InputStream corrections, InputStream plain, Outlook outlook) {
        return new LearnedQuantiles(
                outlook,
                sized(read(corrections, outlook), Features.count(outlook)),
                sized(read(plain, outlook), PlainFeatures.COUNT));
    }

    private static Trees[][] sized(Trees[][] trees, int allowed) {
        int features = trees[0][0].features();
        if (features != allowed) {
            throw new IllegalArgumentException("features of a model are " + features + "; allowed: " + allowed);
        }
        return trees;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public void forecast(Past past, double[][] blended, int horizon, double[][] into) {
        var row = Features.of(outlook, past, blended);
        for (int level = 0; level < Levels.COUNT; level++) {
            into[0][level] = blended[horizon][level] + past.scale() * corrections[horizon][level].predict(row);
        }
        Arrays.sort(into[0]);
        plain(plain[horizon], past::back, into[1]);
    }

    /** What plain trees of one horizon say, given the value so many steps ago. */
    public static void plain(Trees[] levels, IntToDoubleFunction back, double[] into) {
        var row = PlainFeatures.of(back);
        double scale = PlainFeatures.scale(back);
        for (int level = 0; level < Levels.COUNT; level++) {
            into[level] = back.applyAsDouble(0) + scale * levels[level].predict(row);
        }
        Arrays.sort(into);
    }
}
