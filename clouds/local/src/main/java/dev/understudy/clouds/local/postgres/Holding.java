package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The poolers of a set, told all at once. */
final class Holding {
    private final Topology topology;

    Holding(Topology topology) {
        this.topology = topology;
    }

    private interface Order {
        void to(Member member) throws IOException, SQLException;
    }

    /** Zones whose clients could not be brought between transactions in time. */
    List<ZoneId> hold(Duration bound) throws IOException {
        return all(member -> member.pooler().hold(bound));
    }

    /** Tells poolers where the writer will be; who is held stays held. */
    FutureTask<List<ZoneId>> lead(ZoneId writer) {
        var task = new FutureTask<>(() ->
                all(member -> member.pooler().configure(topology.poolerConfig(member.seat(), writer))));
        Thread.ofVirtual().name("lead").start(task);
        return task;
    }

    /** Zones whose clients could not be let go; the keeper tries again. */
    List<ZoneId> release() throws IOException {
        return all(member -> member.pooler().release());
    }

    /**
     * Lets clients go on with another writer, in each zone as soon as its own pooler is ready, so that nobody waits for
     * one that does not answer. Sends away first those whose transaction cannot end because its server is beyond reach.
     *
     * @param stuck zones of such clients
     * @return zones whose clients could not be let go; the keeper tries again
     */
    List<ZoneId> releaseTo(ZoneId writer, List<ZoneId> stuck) throws IOException {
        return all(member -> {
            member.pooler().configure(topology.poolerConfig(member.seat(), writer));
            if (stuck.contains(member.seat().zone())) {
                for (String database : topology.record().spec().databases()) {
                    member.pooler().drop(database);
                }
            }
            member.pooler().release();
        });
    }

    private List<ZoneId> all(Order order) throws IOException {
        var tasks = new ArrayList<FutureTask<Boolean>>();
        var zones = new ArrayList<ZoneId>();
        for (Member member : topology.members().all()) {
            Callable<Boolean> work = () -> {
                order.to(member);
                return true;
            };
            var task = new FutureTask<>(work);
            Thread.ofVirtual().name("order-" + member.seat().zone()).start(task);
            tasks.add(task);
            zones.add(member.seat().zone());
        }
        var failed = new ArrayList<ZoneId>();
        for (int at = 0; at < tasks.size(); at++) {
            if (!done(tasks.get(at))) {
                failed.add(zones.get(at));
            }
        }
        return failed;
    }

    static boolean done(FutureTask<?> task) throws IOException {
        try {
            var _ = task.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException || e.getCause() instanceof SQLException) {
                return false;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while telling poolers", e);
        }
    }
}
