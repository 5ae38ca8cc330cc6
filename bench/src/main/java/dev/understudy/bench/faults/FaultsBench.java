package dev.understudy.bench.faults;

import dev.understudy.bench.world.Outer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills and cuts at every step of a migration. Arguments: program of the state's emulator, then the cells wanted (see {@link
 * Cell#matching}; none: all).
 */
public final class FaultsBench {
    private FaultsBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Cell> cells;
        try {
            cells = Cell.matching(List.of(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException e) {
            System.err.println("understudy: " + e.getMessage());
            System.exit(2);
            return;
        }
        int played = 0;
        int failed = 0;
        for (String mode : Cell.MODES) {
            var ofMode = cells.stream()
                    .filter(cell -> cell.mode().equals(mode))
                    .map(Cell::toString)
                    .toList();
            if (!ofMode.isEmpty()) {
                int[] counts = part(arguments[0], mode, ofMode);
                played += counts[0];
                failed += counts[1] + ofMode.size() - counts[0];
            }
        }
        System.out.println("{\"cells\":" + played + ",\"failed\":" + failed + "}");
        System.exit(failed == 0 ? 0 : 1);
    }

    /** Plays the cells of a mode; returns how many were played, and how many of these do not hold. */
    private static int[] part(String emulator, String mode, List<String> cells)
            throws IOException, InterruptedException {
        Path result = Files.createTempFile("us-bench-result-", ".txt");
        var arguments = new ArrayList<>(List.of(result.toString(), emulator, mode));
        arguments.addAll(cells);
        try (var outer = Outer.raise()) {
            int code = outer.run(FaultsPart.class, arguments);
            if (code != 0) {
                System.out.println("the cells in mode " + mode + " were not played to their end: " + code);
            }
            String text = Files.readString(result).strip();
            var counts = (text.isEmpty() ? "0 0" : text).split(" ", 2);
            return new int[] {Integer.parseInt(counts[0]), Integer.parseInt(counts[1])};
        } finally {
            Files.deleteIfExists(result);
        }
    }
}
