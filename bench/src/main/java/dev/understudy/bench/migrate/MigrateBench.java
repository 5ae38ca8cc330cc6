package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import dev.understudy.bench.peer.Patroni;
import dev.understudy.bench.world.Outer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Planned moves of a writer under 200 requests a second, ours beside Patroni's in the same world. Arguments: number of
 * moves, folder with PostgreSQL's programs.
 */
public final class MigrateBench {
    private static final double ONE_WAY_MILLIS = 10;
    private static final double REQUESTS_PER_SECOND = 200;
    private static final int WORKERS = 24;
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private MigrateBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(Outer.run(Inner.class, List.of(arguments)));
    }

    /** The part that stands in the control place. */
    public static final class Inner {
        private Inner() {}

        /** Arguments: folder of the world, then those of {@link MigrateBench}. */
        public static void main(String[] arguments) throws InterruptedException {
            int moves = Integer.parseInt(arguments[1]);
            Path binaries = Path.of(arguments[2]);
            var world = Outer.world(Path.of(arguments[0]));
            Runtime.getRuntime().addShutdownHook(new Thread(world::close, "end"));
            world.delayBetweenZones(ONE_WAY_MILLIS);
            System.out.println(world.conditions(ONE_WAY_MILLIS));
            var peer = new Patroni(world, binaries);
            peer.start();
            System.out.println("Patroni is up: " + peer.members());
            var settings = new Load.Settings("sql", peer.url(), REQUESTS_PER_SECOND, WORKERS, DEADLINE, "patroni");
            new Series(world)
                    .run("Patroni", settings, moves, _ -> peer.switchOver(), peer::awaitWhole, peer::keys)
                    .print(2 * ONE_WAY_MILLIS);
            System.exit(0);
        }
    }
}
