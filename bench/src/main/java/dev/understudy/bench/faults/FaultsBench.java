package dev.understudy.bench.faults;

import dev.understudy.bench.world.Outer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills and cuts at every step of a migration. Arguments: program of the state's emulator, then what {@link Selection}
 * says. Cells of a mode share one house for as long as it is whole again after each.
 */
public final class FaultsBench {
    private final String emulator;
    private final Played record;
    private final Instant end;
    private volatile boolean interrupted;

    private FaultsBench(String emulator, Played record, Duration within) {
        this.emulator = emulator;
        this.record = record;
        this.end = Instant.now().plus(within);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Selection wanted;
        try {
            wanted = Selection.parse(List.of(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException e) {
            System.err.println("understudy: " + e.getMessage());
            System.exit(2);
            return;
        }
        boolean kept = wanted.log().isPresent();
        Path file =
                kept ? wanted.log().orElseThrow().toAbsolutePath() : Files.createTempFile("us-bench-faults-", ".log");
        var record = new Played(file);
        var bench = new FaultsBench(arguments[0], record, wanted.within());
        // Whoever is interrupted says what he has, too.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> bench.end(wanted.cells(), kept), "summary"));
        bench.play(record.open(wanted.cells()));
        System.exit(record.holds(wanted.cells()) ? 0 : 1);
    }

    private void end(List<Cell> cells, boolean kept) {
        interrupted = true;
        System.out.println(record.summary(cells));
        if (!kept) {
            var _ = record.file().toFile().delete();
        }
    }

    private void play(List<Cell> cells) throws IOException, InterruptedException {
        for (String mode : Cell.MODES) {
            for (boolean far : new boolean[] {false, true}) {
                playTogether(cells.stream()
                        .filter(cell -> cell.mode().equals(mode) && cell.stateIsFar() == far)
                        .toList());
            }
        }
    }

    /** Plays cells in one house, and in another one when a cell has left that in pieces, or when it could not be raised. */
    private void playTogether(List<Cell> cells) throws IOException, InterruptedException {
        var left = new ArrayList<>(cells);
        boolean again = false;
        while (!left.isEmpty() && goesOn()) {
            int before = record.lines();
            int code = part(left);
            int played = record.lines() - before;
            if (played == 0 && !again) {
                again = true;
                continue;
            }
            again = false;
            if (played == 0 && goesOn()) {
                record.take(Verdict.notPlayed(left.getFirst(), "no house could be raised for it: " + code));
                played = 1;
            }
            left.subList(0, played).clear();
        }
    }

    private boolean goesOn() {
        return !interrupted && Instant.now().isBefore(end);
    }

    private int part(List<Cell> cells) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(record.file().toString(), emulator, end.toString()));
        cells.forEach(cell -> arguments.add(cell.toString()));
        try (var outer = Outer.raise()) {
            return outer.run(FaultsPart.class, arguments);
        }
    }
}
