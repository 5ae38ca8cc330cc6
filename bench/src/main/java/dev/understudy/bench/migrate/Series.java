package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.ClientLog;
import dev.understudy.bench.load.Load;
import dev.understudy.bench.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** Moves something again and again while a client is at work. The same for ours and the peer's. */
final class Series {
    /** How long the load runs undisturbed before and after each move. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private final World world;
    private final String name;

    /** @param name of what is moved, for people */
    Series(World world, String name) {
        this.world = world;
        this.name = name;
    }

    private record Span(Instant from, Instant to) {}

    /** Moves the subject this often; a move that was refused or undone is told of, and tried again. */
    Outcome run(Subject subject, int moves) throws InterruptedException {
        var spans = new ArrayList<Span>();
        int undone = 0;
        Load.Settings settings = subject.load();
        ClientLog log;
        try (var load = Load.start(world, settings)) {
            while (spans.size() < moves && undone <= moves) {
                subject.awaitWhole();
                Thread.sleep(CALM);
                var span = move(subject, spans.size() + 1, moves);
                span.ifPresent(spans::add);
                undone += span.isPresent() ? 0 : 1;
            }
            subject.awaitWhole();
            log = load.finish();
        }
        var pauses = spans.stream()
                .map(span -> log.longestWritePauseMillis(span.from(), span.to()))
                .toList();
        return new Outcome(name, log, Checker.compare(log, settings.run(), subject.keys()), pauses, undone);
    }

    private Optional<Span> move(Subject subject, int ordinal, int moves) throws InterruptedException {
        Instant from = Instant.now();
        String said;
        boolean moved = true;
        try {
            said = subject.move(ordinal);
        } catch (IllegalStateException e) {
            said = "not moved: " + e.getMessage();
            moved = false;
        }
        Instant done = Instant.now();
        Thread.sleep(CALM);
        System.out.printf(
                Locale.ROOT,
                "%s %d of %d, %d ms: %s%n",
                name,
                ordinal,
                moves,
                Duration.between(from, done).toMillis(),
                said.strip().lines().toList().getLast());
        return moved ? Optional.of(new Span(from, Instant.now())) : Optional.empty();
    }
}
