package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import dev.understudy.bench.world.Outer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Planned moves of a writer under a steady load, ours beside Patroni's, each in a world of its own on the same machine in
 * the same run. Arguments: number of moves, folder with PostgreSQL's programs.
 */
public final class MigrateBench {
    static final double ONE_WAY_MILLIS = 10;
    private static final double REQUESTS_PER_SECOND = 200;
    private static final int WORKERS = 24;
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private MigrateBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String moves = arguments[0];
        String binaries = arguments[1];
        String fewer = Integer.toString(Math.max(2, Integer.parseInt(moves) / 4));
        Run peer = part(PeerPart.class, moves, binaries)
                .orElseThrow(() -> new IllegalStateException("there is nothing to compare with"));
        var parts = new ArrayList<Optional<Run>>();
        parts.add(part(ProductPart.class, moves, "sync"));
        parts.add(part(DatabasePart.class, fewer, "sync"));
        parts.add(part(ProductPart.class, fewer, "async"));
        parts.add(part(ProductPart.class, fewer, "hybrid"));
        for (String mode : List.of("sync", "async", "hybrid")) {
            parts.add(part(KilledPart.class, "1", mode));
        }
        var runs = parts.stream().flatMap(Optional::stream).toList();
        System.out.println("{\"runs\":["
                + String.join(",", runs.stream().map(run -> line(run, peer)).toList()) + "]}");
        System.exit(runs.size() == parts.size() && runs.stream().allMatch(Run::holds) ? 0 : 1);
    }

    /** The same client for all. */
    static Load.Settings client(String kind, String url, String run) {
        return new Load.Settings(kind, url, REQUESTS_PER_SECOND, WORKERS, DEADLINE, run);
    }

    /** Measures a part; one that does not come to its end is told of, and the others are measured all the same. */
    private static Optional<Run> part(Class<?> part, String... arguments) throws IOException, InterruptedException {
        Path result = Files.createTempFile("us-bench-result-", ".json");
        var whole = new ArrayList<>(List.of(result.toString()));
        whole.addAll(List.of(arguments));
        try (var outer = Outer.raise()) {
            int code = outer.run(part, whole);
            if (code != 0) {
                System.out.println(part.getSimpleName() + " " + List.of(arguments) + " was not measured: " + code);
                return Optional.empty();
            }
            return Optional.of(Run.read(result));
        } finally {
            Files.deleteIfExists(result);
        }
    }

    private static String line(Run run, Run peer) {
        return String.format(
                Locale.ROOT,
                "{\"mode\":\"%s\",\"kind\":\"%s\",\"migrations\":%d,\"undone\":%d,\"requests\":%d,\"failed\":%d,\"ackedWrites\":%d,"
                        + "\"lost\":%d,\"lostMs\":%.0f,\"duplicated\":%d,\"pauseMsP50\":%.0f,\"pauseMsP99\":%.0f,"
                        + "\"patroniPauseMsP50\":%.0f,\"patroniPauseMsP99\":%.0f,\"patroniFailed\":%d}",
                run.mode(),
                run.kind(),
                run.migrations(),
                run.undone(),
                run.requests(),
                run.failed(),
                run.ackedWrites(),
                run.lost(),
                run.lostMs(),
                run.duplicated(),
                run.pauseMsP50(),
                run.pauseMsP99(),
                peer.pauseMsP50(),
                peer.pauseMsP99(),
                peer.failed());
    }
}
