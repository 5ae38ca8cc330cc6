package dev.understudy.judgement;

import dev.understudy.core.detect.OnsetFeatures;
import dev.understudy.models.Seen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The instants of a path at which it can be asked whether it will be degraded in the hour to come.
 *
 * <p>As a program it writes them for the training script, {@code --data DIR --out FILE}: fingerprint of the path, place in the path as a
 * share, whether it came true, features. So training sees the very numbers that are served.
 */
final class OnsetRows {
    /** One sample every 240 s. */
    static final int SAMPLES_PER_HOUR = 15;

    /**
     * An instant at which the path is not degraded.
     *
     * @param at number of the newest sample that is known
     * @param came whether the median of the next hour reaches what is degraded now
     * @param degradedFromMillis which median is degraded now
     */
    record Instant(int at, boolean came, double degradedFromMillis, double[] features) {}

    private OnsetRows() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 4 || !args[0].equals("--data") || !args[2].equals("--out")) {
            System.err.println("options are " + String.join(" ", args) + "; allowed: --data DIR --out FILE");
            System.exit(2);
        }
        try (var out = new PrintStream(args[3], StandardCharsets.UTF_8)) {
            for (var path : new Traces(Path.of(args[1])).paths()) {
                for (var instant : of(path, 0)) {
                    var line = new StringBuilder(Long.toHexString(Seen.fingerprint(path.millis())))
                            .append(',')
                            .append(instant.at / (double) path.size())
                            .append(',')
                            .append(instant.came ? 1 : 0);
                    for (double feature : instant.features) {
                        line.append(',').append(Double.isNaN(feature) ? "" : Double.toString(feature));
                    }
                    out.println(line);
                }
            }
        }
    }

    /** The instants from a sample on, of which the hour after is known. */
    static List<Instant> of(Traces.PathTrace path, int from) {
        var instants = new ArrayList<Instant>();
        var features = new OnsetFeatures(SAMPLES_PER_HOUR);
        for (int at = 0; at < path.size(); at++) {
            features.add(path.millis()[at]);
            double ahead = median(path.millis(), at + 1);
            if (at >= from && features.ready() && !features.degraded() && !Double.isNaN(ahead)) {
                instants.add(new Instant(
                        at,
                        ahead >= features.degradedFromMillis(),
                        features.degradedFromMillis(),
                        features.row().clone()));
            }
        }
        return instants;
    }

    /** The median of the hour from a sample on; NaN where the trace ends before, or half of it is lost. */
    static double median(double[] millis, int from) {
        if (from + SAMPLES_PER_HOUR > millis.length) {
            return Double.NaN;
        }
        var hour = Arrays.stream(millis, from, from + SAMPLES_PER_HOUR)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        int half = hour.length / 2;
        return 2 * hour.length <= SAMPLES_PER_HOUR
                ? Double.NaN
                : hour.length % 2 == 1 ? hour[half] : (hour[half - 1] + hour[half]) / 2;
    }
}
