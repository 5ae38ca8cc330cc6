package dev.understudy.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is known of the cells, in a file that outlives whoever plays them: a line for each time one was played. */
final class Played {
    private final Path file;

    Played(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Says it to people, and keeps it. */
    void take(Verdict verdict) {
        System.out.println(verdict.line());
        try {
            Files.writeString(file, verdict.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How each cell ended the last time it was played, the first word of its line. */
    private Map<String, String> words() {
        var words = new HashMap<String, String>();
        for (String line : read()) {
            String[] parts = line.strip().split("\\s+", 3);
            if (parts.length == 3) {
                words.put(parts[1], parts[0]);
            }
        }
        return words;
    }

    /** How often cells were played. */
    int lines() {
        return read().size();
    }

    private List<String> read() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cells of which it is not known that they hold. */
    List<Cell> open(List<Cell> cells) {
        var words = words();
        return cells.stream()
                .filter(cell -> words.getOrDefault(cell.toString(), Verdict.BAD).equals(Verdict.BAD))
                .toList();
    }

    /** Whether every cell was played and holds. */
    boolean holds(List<Cell> cells) {
        return open(cells).isEmpty();
    }

    /** The last line: how many cells were played, how many do not hold, and in how many steps there was nothing to kill. */
    String summary(List<Cell> cells) {
        var words = words();
        var played = cells.stream()
                .map(cell -> words.get(cell.toString()))
                .filter(word -> word != null)
                .toList();
        return String.format(
                Locale.ROOT,
                "{\"cells\":%d,\"failed\":%d,\"nothingToKill\":%d,\"notPlayed\":%d}",
                played.size(),
                played.stream().filter(Verdict.BAD::equals).count(),
                played.stream().filter(Verdict.NONE::equals).count(),
                cells.size() - played.size());
    }
}
