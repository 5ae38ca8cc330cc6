package dev.understudy.judgement;

import dev.understudy.core.detect.OnsetFeatures;
import dev.understudy.judgement.Traces.Announcement;
import dev.understudy.judgement.Traces.PathTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each signal says of a path at each instant at which it is not degraded, by what was known then. */
final class SignalColumns {
    private static final int SLOT_SECONDS = 240;
    private static final int HORIZON_SECONDS = 3600;
    private static final int MEMORY = 2 * 24 * OnsetRows.SAMPLES_PER_HOUR;
    private static final int RESIDUALS_LEAST = 60;

    /** Which numbers of {@link OnsetFeatures#row} belong to which signal. */
    private static final Map<String, int[]> MEASURED = Map.of(
            "Now", new int[] {0, 1, 4, 6, 7, 11, 19, 20, 24, 33, 37, 45},
            "Loss", new int[] {31, 32},
            "History", new int[] {39, 40, 41, 42},
            "Calendar", new int[] {43, 44});

    /** All signals that a folder may have data for, in the order of the table. */
    static final List<String> SIGNALS = List.of(
            "Now",
            "Loss",
            "Forecast",
            "Others",
            "History",
            "Calendar",
            "Maintenance",
            "Incident",
            "Weather",
            "Connectivity");

    private final List<PathTrace> paths;
    private final List<Announcement> announcements;
    private final NavigableMap<Long, double[]> weather;
    private final List<String> columns = new ArrayList<>();

    /**
     * The instants of one path.
     *
     * @param scoredFrom number of the first one that is scored
     * @param values by instant, then by column
     */
    record Rows(String path, int scoredFrom, boolean[] came, double[][] values) {}

    SignalColumns(Traces traces) {
        this(traces.paths(), traces.announcements(), traces.weather());
    }

    SignalColumns(List<PathTrace> paths, List<Announcement> announcements, NavigableMap<Long, double[]> weather) {
        this.paths = paths;
        this.announcements = announcements;
        this.weather = weather;
        for (String signal : SIGNALS) {
            for (int i = 0; i < width(signal); i++) {
                columns.add(signal);
            }
        }
    }

    private int width(String signal) {
        int measured = MEASURED.getOrDefault(signal, new int[0]).length;
        return switch (signal) {
            case "Calendar" -> measured + 2;
            case "Forecast" -> 1;
            case "Others" -> paths.size() > 1 ? 2 : 0;
            case "Weather" -> (hasWeather() ? 2 : 0) + (announces(signal) ? 1 : 0);
            case "Maintenance", "Incident", "Connectivity" -> announces(signal) ? 1 : 0;
            default -> measured;
        };
    }

    /** The signal of each column. */
    List<String> columns() {
        return List.copyOf(columns);
    }

    private boolean announces(String kind) {
        return announcements.stream().anyMatch(said -> said.kind().equalsIgnoreCase(kind));
    }

    /** Whether the weather was observed while any of the paths was. */
    private boolean hasWeather() {
        return paths.stream()
                .anyMatch(path -> path.size() > 0
                        && !weather.subMap(path.epochSeconds()[0], true, path.epochSeconds()[path.size() - 1], true)
                                .isEmpty());
    }

    /** All instants of all paths. */
    List<Rows> rows(double warm) {
        var looked = paths.stream().map(Looked::new).toList();
        var troubled = new TreeMap<Long, int[]>();
        looked.forEach(path -> path.count(troubled));
        return looked.stream().map(path -> rows(path, troubled, warm)).toList();
    }

    private Rows rows(Looked path, NavigableMap<Long, int[]> troubled, double warm) {
        var values = new ArrayList<double[]>();
        var came = new ArrayList<Boolean>();
        int scoredFrom = 0;
        for (Instant instant : path.instants) {
            scoredFrom += instant.at < (int) (warm * path.trace.size()) ? 1 : 0;
            came.add(instant.came);
            values.add(values(path, instant, troubled));
        }
        var truth = new boolean[came.size()];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = came.get(i);
        }
        return new Rows(path.trace.name(), scoredFrom, truth, values.toArray(double[][]::new));
    }

    private double[] values(Looked path, Instant instant, NavigableMap<Long, int[]> troubled) {
        long now = path.trace.epochSeconds()[instant.at];
        var row = new double[columns.size()];
        int filling = 0;
        for (String signal : SIGNALS) {
            if (width(signal) == 0) {
                continue;
            }
            for (int feature : MEASURED.getOrDefault(signal, new int[0])) {
                row[filling++] = instant.features[feature];
            }
            switch (signal) {
                case "Forecast" -> row[filling++] = instant.exceeding;
                case "Calendar" -> {
                    row[filling++] = now / 3600 % 24;
                    row[filling++] = now / 86_400 % 7;
                }
                case "Others" -> {
                    var counts = path.others(troubled, now);
                    row[filling++] = counts == null ? Double.NaN : share(counts[1], counts[0]);
                    row[filling++] = counts == null ? Double.NaN : share(counts[2], counts[0]);
                }
                case "Weather" -> {
                    if (hasWeather()) {
                        var observed = weather.headMap(now - 3600, true).lastEntry();
                        row[filling++] = observed == null ? Double.NaN : observed.getValue()[0];
                        row[filling++] = observed == null ? Double.NaN : observed.getValue()[1];
                    }
                    filling = announced(signal, path.trace.name(), now, row, filling);
                }
                case "Maintenance", "Incident", "Connectivity" ->
                    filling = announced(signal, path.trace.name(), now, row, filling);
                default -> {}
            }
        }
        return row;
    }

    private static double share(int part, int all) {
        return all == 0 ? Double.NaN : part / (double) all;
    }

    /** How severe the worst is that was announced by then for the hour to come: 0 for nothing, else ½ to 1. */
    private int announced(String kind, String path, long now, double[] row, int place) {
        if (!announces(kind)) {
            return place;
        }
        double worst = 0;
        for (Announcement said : announcements) {
            if (said.kind().equalsIgnoreCase(kind)
                    && (said.path().equals(path) || said.path().equals("*"))
                    && said.known() <= now
                    && said.begin() < now + HORIZON_SECONDS
                    && said.end() > now) {
                worst = Math.max(worst, 0.5 + said.severity() / 2);
            }
        }
        row[place] = worst;
        return place + 1;
    }

    /** An instant with what its own path says. */
    private record Instant(int at, boolean came, double exceeding, double[] features) {}

    /** One pass over a path. */
    private static final class Looked {
        final PathTrace trace;
        final List<Instant> instants = new ArrayList<>();
        private final boolean[] degraded;
        private final boolean[] above;

        Looked(PathTrace trace) {
            this.trace = trace;
            degraded = new boolean[trace.size()];
            above = new boolean[trace.size()];
            var features = new OnsetFeatures(OnsetRows.SAMPLES_PER_HOUR);
            var ahead = new double[trace.size()];
            for (int at = 0; at < trace.size(); at++) {
                ahead[at] = OnsetRows.median(trace.millis(), at + 1);
            }
            for (int at = 0; at < trace.size(); at++) {
                features.add(trace.millis()[at]);
                if (!features.ready()) {
                    continue;
                }
                degraded[at] = features.degraded();
                above[at] = trace.millis()[at] >= features.degradedFromMillis();
                if (!degraded[at] && !Double.isNaN(ahead[at])) {
                    double limit = features.degradedFromMillis();
                    instants.add(new Instant(
                            at,
                            ahead[at] >= limit,
                            exceeding(ahead, at, limit),
                            features.row().clone()));
                }
            }
        }

        /** How often the newest value plus what an hour has added in the last two days would reach the limit. */
        private double exceeding(double[] ahead, int at, double limit) {
            double last = trace.millis()[at];
            int known = 0;
            int over = 0;
            int newest = at - OnsetRows.SAMPLES_PER_HOUR;
            for (int then = Math.max(0, newest - MEMORY); then <= newest; then++) {
                double added = ahead[then] - trace.millis()[then];
                if (!Double.isNaN(added)) {
                    known++;
                    over += last + added >= limit ? 1 : 0;
                }
            }
            return known < RESIDUALS_LEAST || Double.isNaN(last) ? Double.NaN : (over + 0.5) / (known + 1);
        }

        /** Adds this path to the count of paths, of degraded ones and of those above the limit, by slot of time. */
        void count(NavigableMap<Long, int[]> troubled) {
            for (int at = 0; at < trace.size(); at++) {
                var counts = troubled.computeIfAbsent(trace.epochSeconds()[at] / SLOT_SECONDS, _ -> new int[3]);
                counts[0]++;
                counts[1] += degraded[at] ? 1 : 0;
                counts[2] += above[at] ? 1 : 0;
            }
        }

        /** The same of all others in the slot before this one, so that nothing later than now is in it. */
        int @Nullable [] others(NavigableMap<Long, int[]> troubled, long now) {
            long slot = now / SLOT_SECONDS - 1;
            var counts = troubled.get(slot);
            if (counts == null) {
                return null;
            }
            var others = counts.clone();
            for (int at = place(slot); at < trace.size() && trace.epochSeconds()[at] / SLOT_SECONDS == slot; at++) {
                others[0]--;
                others[1] -= degraded[at] ? 1 : 0;
                others[2] -= above[at] ? 1 : 0;
            }
            return others;
        }

        /** The first sample that is not before a slot. */
        private int place(long slot) {
            int low = 0;
            int high = trace.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (trace.epochSeconds()[middle] / SLOT_SECONDS < slot) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
