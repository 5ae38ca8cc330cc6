package dev.understudy.bench.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which cells are wanted, as a person says it: {@code [--kills|--cuts] [--mode MODE] [--cells FIRST..LAST] [--log FILE]
 * [--within SECONDS] [PATTERN…]}. A cell is played when it is as every option says and fits one of the patterns, where there are any.
 *
 * @param cells in the order of {@link Cell#all}
 * @param log where what was played is kept; cells of which it says already that they hold are not played again
 * @param within time after which no other cell is begun
 */
record Selection(List<Cell> cells, Optional<Path> log, Duration within) {
    private static final Duration LONG = Duration.ofDays(7);

    Selection {
        cells = List.copyOf(cells);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    static Selection parse(List<String> arguments) {
        Predicate<Cell> wanted = _ -> true;
        var patterns = new ArrayList<String>();
        List<Cell> range = Cell.all();
        Optional<Path> log = Optional.empty();
        Duration within = LONG;
        var left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String argument = left.removeFirst();
            switch (argument) {
                case "--kills" -> wanted = wanted.and(cell -> cell instanceof Cell.Kill);
                case "--cuts" -> wanted = wanted.and(cell -> cell instanceof Cell.Cut);
                case "--mode" -> {
                    String mode = mode(value(argument, left));
                    wanted = wanted.and(cell -> cell.mode().equals(mode));
                }
                case "--cells" -> range = range(value(argument, left));
                case "--log" -> log = Optional.of(Path.of(value(argument, left)));
                case "--within" -> within = seconds(value(argument, left));
                default -> patterns.add(pattern(argument));
            }
        }
        var cells = range.stream()
                .filter(wanted)
                .filter(cell -> patterns.isEmpty() || patterns.stream().anyMatch(cell::fits))
                .toList();
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("cells are " + arguments + ", and there is none; allowed: parts of "
                    + Cell.all().size() + " cells that have some in common");
        }
        return new Selection(cells, log, within);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " is last; allowed: a value behind it");
        }
        return left.removeFirst();
    }

    private static String mode(String mode) {
        if (!Cell.MODES.contains(mode)) {
            throw new IllegalArgumentException("--mode is \"" + mode + "\"; allowed: " + String.join(", ", Cell.MODES));
        }
        return mode;
    }

    private static List<Cell> range(String text) {
        int count = Cell.all().size();
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length == 2 && ends[0].matches("\\d{1,4}") && ends[1].matches("\\d{1,4}")) {
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[1]);
            if (1 <= first && first <= last && last <= count) {
                return Cell.all().subList(first - 1, last);
            }
        }
        throw new IllegalArgumentException(
                "--cells is \"" + text + "\"; allowed: FIRST..LAST, both from 1 to " + count);
    }

    private static Duration seconds(String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("--within is \"" + text + "\"; allowed: 1 to 999999, seconds");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static String pattern(String pattern) {
        if (Cell.all().stream().noneMatch(cell -> cell.fits(pattern))) {
            throw new IllegalArgumentException("cell is \"" + pattern
                    + "\"; allowed: kill:VICTIM:STEP or cut:LINK:WAY:MODE or the beginning of one, such as "
                    + Cell.all().getFirst()
                    + " or cut:*:both:sync, and --kills, --cuts, --mode, --cells, --log, --within");
        }
        return pattern;
    }
}
