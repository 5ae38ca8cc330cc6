package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a cut-over leaves to be done when clients work again: everybody follows the new writer, and stale slots go. */
final class Aftermath {
    private static final Duration WORK = Duration.ofSeconds(30);
    private static final Duration PROMPT = Duration.ofSeconds(6);

    private final Topology topology;

    Aftermath(Topology topology) {
        this.topology = topology;
    }

    /** May be done again at any time. */
    void settle(Member writer) throws IOException, SQLException {
        topology.followWriter();
        topology.configureAll();
        var _ = Waiting.until(DataSet.ASK, () -> tookUp(writer));
        for (Member standby : topology.standbys()) {
            if (!standby.server().isAlive() && standby.server().hasData()) {
                follow(standby);
            }
        }
        topology.configureAll();
        topology.leadPoolers();
        writer.server().sql().run(WORK, "checkpoint");
        Topology.slots(writer, topology.othersThan(writer.seat().zone()));
        for (Member standby : topology.standbys()) {
            if (standby.server().isAlive()
                    && Waiting.until(
                            PROMPT,
                            () -> Topology.streams(writer, standby.seat().zone()))) {
                Topology.slots(standby, List.of());
            }
        }
    }

    /** Whether the new writer's reload has reached it: a promotion by itself reads no configuration. */
    private boolean tookUp(Member writer) throws SQLException {
        String wanted = topology.config(writer.seat().zone()).synchronousNames();
        return writer.server()
                .sql()
                .text(DataSet.ASK, "show synchronous_standby_names")
                .equals(wanted);
    }

    /** The old writer ended in order; where it cannot follow all the same, a rejoin is needed and nobody waits for it. */
    private void follow(Member standby) throws IOException {
        ZoneId zone = standby.seat().zone();
        topology.configure(standby);
        try {
            standby.server().start(true);
        } catch (StartException _) {
            topology.keep(topology.record().with(zone, Duty.FENCED));
        }
    }
}
