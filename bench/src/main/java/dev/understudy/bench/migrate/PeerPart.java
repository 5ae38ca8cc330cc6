package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import dev.understudy.bench.peer.Patroni;
import dev.understudy.bench.world.Outer;
import java.nio.file.Path;
import java.util.List;

/** The peer's part of the measurement. Arguments: folder of the world, result file, number of moves, PostgreSQL's programs. */
public final class PeerPart {
    private PeerPart() {}

    public static void main(String[] arguments) throws InterruptedException {
        var world = Outer.world(Path.of(arguments[0]));
        world.raiseZones();
        world.delayBetweenZones(MigrateBench.ONE_WAY_MILLIS);
        System.out.println(world.conditions(MigrateBench.ONE_WAY_MILLIS));
        var patroni = new Patroni(world, Path.of(arguments[3]));
        patroni.start();
        var outcome = new Series(world, "Patroni").run(new Peer(patroni), Integer.parseInt(arguments[2]));
        outcome.print(2 * MigrateBench.ONE_WAY_MILLIS);
        Run.of("patroni", "planned", outcome).write(Path.of(arguments[1]));
        System.exit(0);
    }

    private record Peer(Patroni patroni) implements Subject {
        @Override
        public Load.Settings load() {
            return MigrateBench.client("sql", patroni.url(), "patroni");
        }

        @Override
        public void awaitWhole() throws InterruptedException {
            patroni.awaitWhole();
        }

        @Override
        public String move(int ordinal) {
            return patroni.switchOver();
        }

        @Override
        public List<String> keys() {
            return patroni.keys();
        }
    }
}
