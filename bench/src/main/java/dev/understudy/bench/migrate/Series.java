package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.ClientLog;
import dev.understudy.bench.load.Load;
import dev.understudy.bench.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Moves something again and again while a client is at work. The same for ours and the peer's. */
final class Series {
    /** How long the load runs undisturbed before and after each move. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private final World world;

    Series(World world) {
        this.world = world;
    }

    /** One move: returns when whoever does it says that it is done, with its words. */
    interface Move {
        String move(int ordinal) throws InterruptedException;
    }

    private record Span(Instant from, Instant to) {}

    /**
     * @param settings of the client
     * @param moves how many
     * @param move does one, and waits until the next could begin
     * @param whole waits until the next move may begin
     * @param keys every key of the database, by a connection of its own
     */
    Outcome run(
            String name,
            Load.Settings settings,
            int moves,
            Move move,
            Series.Waiting whole,
            Supplier<List<String>> keys)
            throws InterruptedException {
        var spans = new ArrayList<Span>();
        ClientLog log;
        try (var load = Load.start(world, settings)) {
            for (int ordinal = 1; ordinal <= moves; ordinal++) {
                whole.await();
                Thread.sleep(CALM);
                Instant from = Instant.now();
                String said = move.move(ordinal);
                Instant done = Instant.now();
                Thread.sleep(CALM);
                spans.add(new Span(from, Instant.now()));
                System.out.printf(
                        Locale.ROOT,
                        "%s %d/%d, %d ms: %s%n",
                        name,
                        ordinal,
                        moves,
                        Duration.between(from, done).toMillis(),
                        said.strip());
            }
            whole.await();
            log = load.finish();
        }
        var pauses = spans.stream()
                .map(span -> log.longestWritePauseMillis(span.from(), span.to()))
                .toList();
        System.out.println(name + " pauses ms: " + pauses);
        return new Outcome(name, log, Checker.compare(log, settings.run(), keys.get()), pauses);
    }

    /** Waits for something. */
    interface Waiting {
        void await() throws InterruptedException;
    }
}
