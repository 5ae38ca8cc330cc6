package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import dev.understudy.bench.product.House;
import dev.understudy.bench.world.Outer;
import dev.understudy.bench.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole product: a service with its database, moved there and back by its agents on a person's order. Arguments: folder
 * of the world, result file, number of moves, mode.
 */
public final class ProductPart {
    private ProductPart() {}

    public static void main(String[] arguments) throws InterruptedException {
        var world = Outer.world(Path.of(arguments[0]));
        String mode = arguments[3];
        world.raiseZones(); // agents learn at once what is usual between them
        world.delayBetweenZones(MigrateBench.ONE_WAY_MILLIS);
        try (var house = new House(world, Optional.empty(), mode, Map.of())) {
            System.out.println(world.conditions(MigrateBench.ONE_WAY_MILLIS));
            var outcome = new Series(world, "Understudy, " + mode)
                    .run(new Moved(house, mode), Integer.parseInt(arguments[2]));
            outcome.print(2 * MigrateBench.ONE_WAY_MILLIS);
            Run.of(mode, "planned", outcome).write(Path.of(arguments[1]));
        }
        System.exit(0);
    }

    private record Moved(House house, String mode) implements Subject {
        @Override
        public Load.Settings load() {
            return MigrateBench.client("http", house.url(), mode);
        }

        @Override
        public void awaitWhole() throws InterruptedException {
            house.awaitCalm();
            house.awaitPlan();
        }

        @Override
        public String move(int ordinal) {
            String to = World.ZONES.get(house.home().value().equals(World.ZONES.get(0)) ? 1 : 0);
            return house.understudy("migrate", House.SERVICE, "--to", to, "--reason", "measurement " + ordinal);
        }

        @Override
        public List<String> keys() {
            return house.keys();
        }
    }
}
