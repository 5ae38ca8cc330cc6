package dev.understudy.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/** Everything a client did and was told, in the order of the answers. */
public record ClientLog(List<Op> ops) {
    public ClientLog {
        ops = List.copyOf(ops);
    }

    public static ClientLog read(Path file) {
        try (var lines = Files.lines(file)) {
            return new ClientLog(lines.map(Op::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long requests() {
        return ops.size();
    }

    public long failed() {
        return ops.stream().filter(op -> !op.acked()).count();
    }

    public long failedBetween(Instant from, Instant to) {
        return ops.stream()
                .filter(op -> !op.acked() && op.doneMicros() >= micros(from) && op.doneMicros() <= micros(to))
                .count();
    }

    /** Keys of the writes that were acknowledged. */
    public List<String> ackedKeys() {
        return ops.stream().filter(op -> op.write() && op.acked()).map(Op::key).toList();
    }

    /**
     * The longest time without an acknowledged write that touches a span: from the last acknowledgement before it to the
     * first after.
     */
    public double longestWritePauseMillis(Instant from, Instant to) {
        var acks = ops.stream()
                .filter(op -> op.write() && op.acked())
                .mapToLong(Op::doneMicros)
                .sorted()
                .toArray();
        long longest = 0;
        for (int at = 1; at < acks.length; at++) {
            if (acks[at] >= micros(from) && acks[at - 1] <= micros(to)) {
                longest = Math.max(longest, acks[at] - acks[at - 1]);
            }
        }
        return longest / 1e3;
    }

    /** How long before a moment the first of these writes was acknowledged, milliseconds; 0 when none was before it. */
    public double longestBeforeMillis(Collection<String> keys, Instant moment) {
        var wanted = new HashSet<>(keys);
        return ops.stream()
                .filter(op -> op.write() && wanted.contains(op.key()) && op.doneMicros() <= micros(moment))
                .mapToDouble(op -> (micros(moment) - op.doneMicros()) / 1e3)
                .max()
                .orElse(0);
    }

    /** How often each failure was met, the words of the client as they came; numbers in them are not told apart. */
    public TreeMap<String, Integer> failures() {
        var counts = new TreeMap<String, Integer>();
        for (Op op : ops) {
            op.failure().ifPresent(why -> counts.merge(why.replaceAll("\\d+", "N"), 1, Integer::sum));
        }
        return counts;
    }

    /** Latency of acknowledged writes in milliseconds from when they were due, by nearest rank. */
    public double writeLatencyMillis(int percent) {
        return Ranks.nearest(
                ops.stream()
                        .filter(op -> op.write() && op.acked())
                        .map(op -> (op.doneMicros() - op.dueMicros()) / 1e3)
                        .toList(),
                percent);
    }

    /** Share of the acknowledged writes whose answer came sooner than this: no standby so far away can have seen them. */
    public double writesFasterThan(double millis) {
        return ops.stream()
                .filter(op -> op.write() && op.acked())
                .mapToInt(op -> (op.doneMicros() - op.dueMicros()) / 1e3 < millis ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
