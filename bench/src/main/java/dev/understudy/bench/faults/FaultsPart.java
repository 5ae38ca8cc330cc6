package dev.understudy.bench.faults;

import dev.understudy.bench.product.House;
import dev.understudy.bench.world.Outer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays cells of one mode in one house, until one of them does not hold. Arguments: folder of the world, file of what was
 * played, program of the state's emulator, moment after which no
 * other cell is begun, names of cells.
 */
public final class FaultsPart {
    private static final double ONE_WAY_MILLIS = 10;

    /**
     * Beside the mode. A zone whose server, balancer or agent has just been killed answers slowly on two busy processors,
     * and that is no reason to go back here: the step that is wanted would not be reached. And nothing moves unasked.
     */
    private static final Map<String, String> SETTINGS =
            Map.of("maxLatencyRatio", "50", "returnBelow", "-100000", "soakSeconds", "1");

    private FaultsPart() {}

    public static void main(String[] arguments) throws InterruptedException {
        var world = Outer.world(Path.of(arguments[0]));
        Instant end = Instant.parse(arguments[3]);
        var record = new Played(Path.of(arguments[1]));
        var cells =
                Selection.parse(List.of(arguments).subList(4, arguments.length)).cells();
        Optional<String> backend = cells.getFirst().stateIsFar()
                ? Optional.of(new StateStore(world, Path.of(arguments[2])).backend())
                : Optional.empty();
        world.raiseZones(); // agents learn at once what is usual between them
        world.delayBetweenZones(ONE_WAY_MILLIS);
        try (var house = new House(world, backend, cells.getFirst().mode(), SETTINGS)) {
            System.out.println(world.conditions(ONE_WAY_MILLIS));
            house.awaitCalm();
            house.awaitPlan();
            var runner = new Runner(world, house, ONE_WAY_MILLIS);
            for (Cell cell : cells) {
                if (Instant.now().isAfter(end)) {
                    break;
                }
                var verdict = runner.play(cell);
                record.take(verdict);
                if (!verdict.holds()) {
                    break; // another house will be better ground for the next
                }
            }
        }
        System.exit(0);
    }
}
