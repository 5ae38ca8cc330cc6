package dev.understudy.bench.faults;

import dev.understudy.bench.product.House;
import dev.understudy.bench.world.Outer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plays the cells of one mode in one house. Arguments: folder of the world, result file, program of the state's emulator,
 * mode, cells.
 */
public final class FaultsPart {
    private static final double ONE_WAY_MILLIS = 10;

    private FaultsPart() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        var world = Outer.world(Path.of(arguments[0]));
        List<Cell> cells = Cell.matching(List.of(arguments).subList(4, arguments.length));
        boolean stateIsFar = cells.stream()
                .anyMatch(cell -> cell instanceof Cell.Cut cut && cut.link() == Cell.Link.RECONCILER_STATE);
        Optional<String> backend =
                stateIsFar ? Optional.of(new StateStore(world, Path.of(arguments[2])).backend()) : Optional.empty();
        var verdicts = new ArrayList<Verdict>();
        try (var house = new House(world, backend, arguments[3])) {
            world.delayBetweenZones(ONE_WAY_MILLIS);
            System.out.println(world.conditions(ONE_WAY_MILLIS));
            var runner = new Runner(world, house, ONE_WAY_MILLIS);
            for (Cell cell : cells) {
                var verdict = runner.play(cell);
                System.out.println(verdict.line());
                verdicts.add(verdict);
                Files.writeString(
                        Path.of(arguments[1]),
                        verdicts.size() + " "
                                + verdicts.stream()
                                        .filter(each -> !each.holds())
                                        .count());
            }
        }
        System.exit(0);
    }
}
