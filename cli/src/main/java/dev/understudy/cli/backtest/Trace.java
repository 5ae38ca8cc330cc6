package dev.understudy.cli.backtest;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Latencies of several zones on a common grid of time.
 *
 * @param zones their names, sorted
 * @param from time of the first step
 * @param stepSeconds length of a step, seconds
 * @param millis latency of each step in each zone, milliseconds; a zone without news keeps what it had
 * @param lost whether the last probe of the zone was lost by then
 * @param price per instance-hour of each step in each zone; 0 where the file has none
 */
public record Trace(
        List<String> zones, Instant from, double stepSeconds, double[][] millis, boolean[][] lost, double[][] price) {
    private static final int ROWS_MAX = 20_000_000;
    private static final int STEPS_MAX = 2_000_000;
    private static final int ZONES_MAX = 64;

    /** One row: NaN milliseconds for a probe that was lost. */
    private record Sample(double atSeconds, double millis, double price) {}

    /**
     * Reads a CSV file, plain or compressed with gzip: a header {@code time,zone,latency_ms[,price]}, then one row a probe,
     * the time in seconds since 1970 or as ISO 8601, an empty or negative latency where the probe was lost.
     *
     * @param stepSeconds length of a step; 0 for the usual pause between two samples of a zone
     * @throws IllegalArgumentException with line, column, value and what is allowed
     */
    public static Trace read(Path file, double stepSeconds) throws IOException {
        var rows = new TreeMap<String, List<Sample>>();
        try (var in = new BufferedReader(new InputStreamReader(plain(file), StandardCharsets.UTF_8))) {
            var header = in.readLine();
            if (header == null || !header.strip().toLowerCase(Locale.ROOT).startsWith("time,zone,latency_ms")) {
                throw new IllegalArgumentException(
                        "line 1 is \"" + (header == null ? "" : header) + "\"; allowed: time,zone,latency_ms[,price]");
            }
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    take(rows, number, line.split(",", -1));
                }
            }
        }
        if (rows.size() < 2) {
            throw new IllegalArgumentException("it has " + rows.size() + " zones; allowed: 2 to " + ZONES_MAX);
        }
        rows.values().forEach(samples -> samples.sort((a, b) -> Double.compare(a.atSeconds(), b.atSeconds())));
        return onGrid(rows, stepSeconds > 0 ? stepSeconds : usualPause(rows));
    }

    private static InputStream plain(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return zipped ? new GZIPInputStream(in) : in;
    }

    private static void take(SortedMap<String, List<Sample>> rows, int number, String[] cells) {
        if (number > ROWS_MAX) {
            throw new IllegalArgumentException("it has more than " + ROWS_MAX + " lines");
        }
        if (cells.length < 3 || cells[1].isBlank()) {
            throw new IllegalArgumentException(
                    "line " + number + " has " + cells.length + " columns; allowed: time,zone,latency_ms[,price]");
        }
        var zone = rows.computeIfAbsent(cells[1].strip(), _ -> new ArrayList<>());
        if (rows.size() > ZONES_MAX) {
            throw new IllegalArgumentException("it has more than " + ZONES_MAX + " zones");
        }
        double millis = cells[2].isBlank() ? Double.NaN : number(number, "latency_ms", cells[2]);
        double price = cells.length > 3 && !cells[3].isBlank() ? number(number, "price", cells[3]) : 0;
        zone.add(new Sample(time(number, cells[0].strip()), millis < 0 ? Double.NaN : millis, price));
    }

    private static double time(int line, String text) {
        if (text.indexOf('T') < 0) {
            return number(line, "time", text);
        }
        try {
            return Instant.parse(text).toEpochMilli() / 1e3;
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(
                    "line " + line + ": time is \"" + text + "\"; allowed: seconds since 1970, or ISO 8601 in UTC");
        }
    }

    private static double number(int line, String column, String text) {
        double number;
        try {
            number = Double.parseDouble(text.strip());
        } catch (NumberFormatException _) {
            number = Double.NaN;
        }
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(
                    "line " + line + ": " + column + " is \"" + text + "\"; allowed: a finite number");
        }
        return number;
    }

    private static double usualPause(SortedMap<String, List<Sample>> rows) {
        var samples = rows.values().stream()
                .max((a, b) -> Integer.compare(a.size(), b.size()))
                .orElseThrow();
        var pauses = new double[Math.max(0, samples.size() - 1)];
        for (int each = 0; each < pauses.length; each++) {
            pauses[each] = samples.get(each + 1).atSeconds() - samples.get(each).atSeconds();
        }
        Arrays.sort(pauses);
        double middle = pauses.length == 0 ? 0 : pauses[pauses.length / 2];
        if (middle <= 0) {
            throw new IllegalArgumentException("the pause between samples cannot be told; give --step");
        }
        return middle;
    }

    /** From the time when all zones are known to the time when the first falls silent for good. */
    private static Trace onGrid(SortedMap<String, List<Sample>> rows, double stepSeconds) {
        double from = Double.NEGATIVE_INFINITY;
        double to = Double.POSITIVE_INFINITY;
        for (var samples : rows.values()) {
            var first = samples.stream()
                    .filter(sample -> !Double.isNaN(sample.millis()))
                    .findFirst();
            from = Math.max(from, first.map(Sample::atSeconds).orElse(Double.POSITIVE_INFINITY));
            to = Math.min(to, samples.getLast().atSeconds());
        }
        double steps = Math.floor((to - from) / stepSeconds) + 1;
        if (!(steps >= 2 && steps <= STEPS_MAX)) {
            throw new IllegalArgumentException("the zones have " + (steps >= 0 ? (long) steps : 0) + " steps of "
                    + stepSeconds + " s in common; allowed: 2 to " + STEPS_MAX);
        }
        int count = (int) steps;
        var names = List.copyOf(rows.keySet());
        var millis = new double[count][names.size()];
        var lost = new boolean[count][names.size()];
        var price = new double[count][names.size()];
        for (int zone = 0; zone < names.size(); zone++) {
            var samples = rows.getOrDefault(names.get(zone), List.of());
            int next = 0;
            double known = 0;
            double paid = 0;
            boolean gone = false;
            for (int step = 0; step < count; step++) {
                double until = from + step * stepSeconds + 1e-6;
                while (next < samples.size() && samples.get(next).atSeconds() <= until) {
                    var sample = samples.get(next++);
                    gone = Double.isNaN(sample.millis());
                    known = gone ? known : sample.millis();
                    paid = sample.price();
                }
                millis[step][zone] = known;
                lost[step][zone] = gone;
                price[step][zone] = paid;
            }
        }
        return new Trace(names, Instant.ofEpochMilli(Math.round(from * 1e3)), stepSeconds, millis, lost, price);
    }

    /** Time of a step. */
    public Instant at(int step) {
        return from.plusMillis(Math.round(step * stepSeconds * 1e3));
    }
}
