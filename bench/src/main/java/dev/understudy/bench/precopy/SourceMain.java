package dev.understudy.bench.precopy;

import dev.understudy.copy.TreeCopy;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Copies a tree while it is written: by plain rsync, by ours, and by ours on a path that is too narrow. Arguments: folder of
 * the tree, its size in MiB, identity, target's address, its name, our port, rsync's port. The last line is the report.
 */
public final class SourceMain {
    private static final long WRITTEN_BYTES_PER_SECOND = 1_000_000;
    private static final long SMALL_BYTES = 8_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A path half as wide as what is written. */
    private static final long NARROW_BYTES_PER_SECOND = 2_000_000;

    private final Tree tree;
    private final Identity identity;
    private final String address;
    private final String name;
    private final int port;

    private SourceMain(Tree tree, String[] arguments) {
        this.tree = tree;
        this.identity = Identity.load(Path.of(arguments[2]));
        this.address = arguments[3];
        this.name = arguments[4];
        this.port = Integer.parseInt(arguments[5]);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int mib = Integer.parseInt(arguments[1]);
        var tree = Tree.make(Path.of(arguments[0]), mib, 1);
        System.out.printf(
                Locale.ROOT,
                "a tree of %d MiB, of which %.1f MB/s are written anew%n",
                mib,
                WRITTEN_BYTES_PER_SECOND / 1e6);
        var source = new SourceMain(tree, arguments);
        double[] plain = source.plain("rsync://" + arguments[3] + ":" + arguments[6] + "/plain/");
        String ours = source.ours();
        boolean refused = source.tooNarrow();
        System.out.printf(
                Locale.ROOT,
                "{\"mib\":%d,%s,\"refusedWhenTooNarrow\":%b,\"rsyncSeconds\":%.1f,\"rsyncStillSeconds\":%.2f,\"rsyncStillBytes\":%.0f}%n",
                mib,
                ours,
                refused,
                plain[0],
                plain[1],
                plain[2]);
    }

    /** One pass while the tree is written, one when it is still: seconds of each, and bytes sent in the second. */
    private double[] plain(String target) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (var _ = tree.write(WRITTEN_BYTES_PER_SECOND)) {
            rsync(target);
        }
        double first = seconds(begun);
        long still = System.nanoTime();
        long bytes = rsync(target);
        double second = seconds(still);
        System.out.printf(
                Locale.ROOT,
                "plain rsync: %.1f s while written, then %.2f s with %.1f MB while everything stands still%n",
                first,
                second,
                bytes / 1e6);
        return new double[] {first, second, bytes};
    }

    private long rsync(String target) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of("rsync", "-a", "--delete", "--stats", tree.root() + "/", target))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.MINUTES) || (process.exitValue() != 0 && process.exitValue() != 24)) {
            throw new IOException("rsync failed: " + said);
        }
        return said.lines()
                .filter(line -> line.startsWith("Total bytes sent:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }

    private TreeCopy copy(long bytesPerSecondMax, Duration patience) throws IOException {
        var target = new InetSocketAddress(InetAddress.getByName(address), port);
        return new TreeCopy(
                new TreeCopy.Plan(tree.root(), identity, target, name, SMALL_BYTES, patience, bytesPerSecondMax));
    }

    private String ours() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var copy = copy(0, PATIENCE);
        TreeCopy.Outcome ahead;
        try (var _ = tree.write(WRITTEN_BYTES_PER_SECOND)) {
            ahead = copy.preCopy(SourceMain::print);
        }
        double first = seconds(begun);
        if (!(ahead instanceof TreeCopy.Outcome.Ready)) {
            throw new IllegalStateException(
                    "the copy did not come near: " + ahead.because().sentence());
        }
        long still = System.nanoTime();
        var end = copy.finish();
        double second = seconds(still);
        if (!(end instanceof TreeCopy.Outcome.Equal equal)) {
            throw new IllegalStateException(
                    "the trees are not equal: " + end.because().sentence());
        }
        System.out.printf(
                Locale.ROOT,
                "ours: %.1f s in %d rounds while written, then %.2f s while everything stands still, hashes included: %s%n",
                first,
                ahead.rounds().size(),
                second,
                equal.because().sentence());
        var last = ahead.rounds().getLast();
        return String.format(
                Locale.ROOT,
                "\"rounds\":%d,\"copiedBytes\":%d,\"lastDirtyBytes\":%d,\"equal\":true,\"files\":%d,\"seconds\":%.1f,\"stillSeconds\":%.2f,\"stillBytes\":%d",
                ahead.rounds().size(),
                last.progress().copiedBytes(),
                last.dirtyBytes(),
                equal.files(),
                first,
                second,
                equal.rounds().getLast().sentBytes());
    }

    private boolean tooNarrow() throws IOException, InterruptedException {
        try (var _ = tree.write(2 * NARROW_BYTES_PER_SECOND)) {
            var outcome = copy(NARROW_BYTES_PER_SECOND, PATIENCE).preCopy(SourceMain::print);
            System.out.println("on a path half as wide as what is written: "
                    + outcome.because().sentence());
            return outcome instanceof TreeCopy.Outcome.Refused;
        }
    }

    private static void print(TreeCopy.Round round) {
        System.out.printf(
                Locale.ROOT,
                "round %d: %.1f s, %d files, %.1f MB sent; %d files with %.1f MB differ at its end%n",
                round.number(),
                round.took().toMillis() / 1e3,
                round.files(),
                round.sentBytes() / 1e6,
                round.dirtyFiles(),
                round.dirtyBytes() / 1e6);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
