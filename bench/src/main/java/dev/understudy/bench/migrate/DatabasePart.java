package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import dev.understudy.bench.world.DirectReader;
import dev.understudy.bench.world.Outer;
import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.LocalDatabases;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The database alone, moved there and back by the control plane: what a cut-over costs without agents, engine and balancer
 * around it. Arguments: folder of the world, result file, number of moves, mode.
 */
public final class DatabasePart {
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private DatabasePart() {}

    public static void main(String[] arguments) throws InterruptedException, SQLException {
        var world = Outer.world(Path.of(arguments[0]));
        world.raiseZones();
        world.delayBetweenZones(MigrateBench.ONE_WAY_MILLIS);
        System.out.println(world.conditions(MigrateBench.ONE_WAY_MILLIS));
        String mode = arguments[3];
        var own = new Own(world, ReplicationMode.valueOf(mode.toUpperCase(Locale.ROOT)));
        own.execute(SqlTable.CREATE);
        var outcome = new Series(world, "database alone, " + mode).run(own, Integer.parseInt(arguments[2]));
        outcome.print(2 * MigrateBench.ONE_WAY_MILLIS);
        Run.of(mode, "database-alone", outcome).write(Path.of(arguments[1]));
        System.exit(0);
    }

    private static final class Own implements Subject {
        private static final String NAME = "shop";
        private static final ZoneId HOME = new ZoneId(World.ZONES.get(0));
        private static final ZoneId AWAY = new ZoneId(World.ZONES.get(1));
        private static final ZoneId CLIENTS = new ZoneId(World.ZONES.get(2));

        private final LocalDatabases databases;
        private final DirectReader reader;
        private final DatabaseSpec spec;
        private DatabaseInfo info;
        private long epoch = 1;

        Own(World world, ReplicationMode mode) {
            this.databases = world.cloud();
            this.reader = new DirectReader(world);
            this.spec = DatabaseSpec.of(
                    NAME,
                    new ServiceId(NAME),
                    World.ZONES.stream().map(ZoneId::new).toList(),
                    mode);
            this.info = databases.putDatabase(spec);
        }

        void execute(String statement) throws SQLException {
            try (var connection = DriverManager.getConnection(info.jdbcUrl(CLIENTS, "app", "app"));
                    var command = connection.createStatement()) {
                command.execute(statement);
            }
        }

        @Override
        public Load.Settings load() {
            return MigrateBench.client("sql", info.jdbcUrl(CLIENTS, "app", "app"), "own");
        }

        @Override
        public void awaitWhole() {
            info = databases.putDatabase(spec);
        }

        @Override
        public String move(int ordinal) {
            ZoneId from = info.writer();
            ZoneId to = from.equals(HOME) ? AWAY : HOME;
            epoch++;
            String cut = done(databases.cutOver(NAME, from, to, false, PAUSE_MAX, epoch));
            return cut + "; " + done(databases.rejoin(NAME, from, epoch));
        }

        private static String done(TaskEnd end) {
            return switch (end) {
                case TaskEnd.Done(var because) -> because.sentence();
                case TaskEnd.Refused(var because) -> throw new IllegalStateException("refused: " + because.sentence());
                case TaskEnd.Failed(var because) -> throw new IllegalStateException("failed: " + because.sentence());
            };
        }

        @Override
        public List<String> keys() {
            return reader.copy(info, "select key from orders");
        }
    }
}
