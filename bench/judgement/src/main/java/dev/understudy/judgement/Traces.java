package dev.understudy.judgement;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.json.JsonMapper;

/** A folder of recorded traces. What a file says that is no number is refused with its name and line. */
final class Traces {
    private static final DateTimeFormatter NAB_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Path folder;

    Traces(Path folder) {
        this.folder = folder;
    }

    /**
     * Round trips of one path, in the order of time.
     *
     * @param name of the path
     * @param epochSeconds when each was measured
     * @param millis round trip, milliseconds; NaN where the probe was lost
     * @param changes whether a human marked a change there
     */
    record PathTrace(String name, long[] epochSeconds, double[] millis, boolean[] changes) {
        int size() {
            return millis.length;
        }
    }

    /**
     * Values every five minutes.
     *
     * @param name of the file, without its endings
     */
    record Demand(String name, double[] values) {}

    /**
     * A metric with labelled anomalies.
     *
     * @param epochSeconds when each value was taken
     * @param windows pairs of first and last second of each labelled window
     */
    record Metric(String name, long[] epochSeconds, double[] values, List<long[]> windows) {}

    /**
     * Something that was announced for a path.
     *
     * @param kind maintenance, incident, weather or connectivity
     * @param path its name; {@code *} for all
     * @param known when it could be read, seconds
     * @param begin of what it names, seconds
     * @param end of it, seconds
     * @param severity 0 to 1
     */
    record Announcement(String kind, String path, long known, long begin, long end, double severity) {}

    /** All paths of {@code ripe_rtt_labelled.csv.gz}; none where the file is missing. */
    List<PathTrace> paths() {
        var file = folder.resolve("ripe_rtt_labelled.csv.gz");
        var rows = new TreeMap<String, List<double[]>>();
        lines(
                file,
                (number, cells) -> rows.computeIfAbsent(cells[0], _ -> new ArrayList<>())
                        .add(new double[] {
                            number(file, number, cells, 1), millis(file, number, cells), number(file, number, cells, 3)
                        }));
        return rows.entrySet().stream()
                .map(path -> path(path.getKey(), path.getValue()))
                .toList();
    }

    private static PathTrace path(String name, List<double[]> rows) {
        rows.sort((one, other) -> Double.compare(one[0], other[0]));
        var at = new long[rows.size()];
        var millis = new double[rows.size()];
        var changes = new boolean[rows.size()];
        for (int row = 0; row < at.length; row++) {
            at[row] = (long) rows.get(row)[0];
            millis[row] = rows.get(row)[1];
            changes[row] = rows.get(row)[2] != 0;
        }
        return new PathTrace(name, at, millis, changes);
    }

    /** All {@code demand_*.csv.gz}, by name. */
    List<Demand> demands() {
        return files(folder, "demand_", ".csv.gz").stream()
                .map(file -> {
                    var values = new ArrayList<Double>();
                    lines(file, (number, cells) -> values.add(number(file, number, cells, 0)));
                    return new Demand(
                            name(file),
                            values.stream().mapToDouble(Double::doubleValue).toArray());
                })
                .toList();
    }

    /** All metrics of {@code nab/realAWSCloudwatch}, by name, each with its windows. */
    List<Metric> metrics() {
        var labels = folder.resolve("nab/combined_windows.json");
        if (!Files.exists(labels)) {
            return List.of();
        }
        var windows = JsonMapper.shared().readTree(labels.toFile());
        return files(folder.resolve("nab/realAWSCloudwatch"), "", ".csv.gz").stream()
                .map(file -> {
                    var at = new ArrayList<Long>();
                    var values = new ArrayList<Double>();
                    lines(file, (number, cells) -> {
                        at.add(second(cells[0]));
                        values.add(number(file, number, cells, 1));
                    });
                    var labelled = new ArrayList<long[]>();
                    for (var window : windows.path("realAWSCloudwatch/" + name(file) + ".csv")) {
                        labelled.add(new long[] {
                            second(window.get(0).asString()),
                            second(window.get(1).asString())
                        });
                    }
                    return new Metric(
                            name(file),
                            at.stream().mapToLong(Long::longValue).toArray(),
                            values.stream().mapToDouble(Double::doubleValue).toArray(),
                            List.copyOf(labelled));
                })
                .toList();
    }

    /** All of {@code announcements.csv.gz}: kind, path, known, begin, end, severity; none where the file is missing. */
    List<Announcement> announcements() {
        var file = folder.resolve("announcements.csv.gz");
        var all = new ArrayList<Announcement>();
        lines(
                file,
                (number, cells) -> all.add(new Announcement(
                        cells[0],
                        cells.length > 1 ? cells[1] : "",
                        (long) number(file, number, cells, 2),
                        (long) number(file, number, cells, 3),
                        (long) number(file, number, cells, 4),
                        number(file, number, cells, 5))));
        return all;
    }

    /** Wind speed and rain by hour, means over the stations of each {@code *weather*_hourly.csv.gz}; NaN where none says. */
    NavigableMap<Long, double[]> weather() {
        var sums = new TreeMap<Long, double[]>();
        for (Path file : files(folder, "", "_hourly.csv.gz")) {
            lines(file, (number, cells) -> {
                if (cells.length < 15) {
                    throw new IllegalArgumentException(file + ", line " + number + ": there are " + cells.length
                            + " columns; allowed: 15, the last of them the hour");
                }
                var sum = sums.computeIfAbsent(Instant.parse(cells[14]).getEpochSecond(), _ -> new double[4]);
                for (int what = 0; what < 2; what++) {
                    int column = what == 0 ? 9 : 11;
                    if (!cells[column].isBlank()) {
                        sum[what] += number(file, number, cells, column);
                        sum[2 + what]++;
                    }
                }
            });
        }
        var means = new TreeMap<Long, double[]>();
        sums.forEach((hour, sum) -> means.put(hour, new double[] {sum[0] / sum[2], sum[1] / sum[3]}));
        return means;
    }

    private static long second(String text) {
        return LocalDateTime.parse(text.substring(0, 19), NAB_TIME).toEpochSecond(ZoneOffset.UTC);
    }

    private static String name(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ".csv.gz".length());
    }

    private static List<Path> files(Path folder, String begin, String end) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> String.valueOf(file.getFileName()).startsWith(begin)
                            && String.valueOf(file.getFileName()).endsWith(end))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Hears each row with its number. */
    private interface Row {
        void read(int number, String[] cells);
    }

    private static void lines(Path file, Row row) {
        if (!Files.exists(file)) {
            return;
        }
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            in.readLine();
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    row.read(number, line.split(",", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static double millis(Path file, int number, String[] cells) {
        if (cells.length > 2 && cells[2].isBlank()) {
            return Double.NaN;
        }
        double millis = number(file, number, cells, 2);
        return millis < 0 ? Double.NaN : millis;
    }

    private static double number(Path file, int number, String[] cells, int column) {
        try {
            return Double.parseDouble(cells[column]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            throw new IllegalArgumentException(file + ", line " + number + ": column " + (column + 1) + " is \""
                    + (column < cells.length ? cells[column] : "") + "\"; allowed: a number");
        }
    }
}
