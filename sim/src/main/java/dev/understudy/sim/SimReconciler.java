package dev.understudy.sim;

import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.reconciler.Agenda;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reconciler and the updates of the engine that it runs: what is due by the real agenda, the newest revision read when
 * the update gets there, one update at a time by the engine's lock. An update that outlives its reconciler goes on.
 */
final class SimReconciler {
    private static final long POLL = 2_000;

    private final World world;
    private final Dice dice;
    private Agenda agenda = new Agenda();
    private long followed;
    private int life;
    private boolean up;
    private boolean running;
    private boolean asking;
    private int lockedBy = -1;
    private boolean orphan;
    private int hungLast = -1;

    SimReconciler(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    void start() {
        up = true;
        life++;
        agenda = new Agenda();
        followed = 0;
        running = false;
        asking = false;
        lockedBy = -1; // the lock of an update of its own that was killed is removed
        poll(life);
    }

    /** @param leavesUpdate whether the update that runs goes on without it */
    void crash(boolean leavesUpdate) {
        up = false;
        orphan = leavesUpdate;
        life++;
    }

    private void poll(int mine) {
        if (up && life == mine) {
            wake();
            world.time().after(POLL, () -> poll(mine));
        }
    }

    /** Something may be new. */
    void wake() {
        if (!up || asking) {
            return;
        }
        asking = true;
        int mine = life;
        world.network()
                .call(
                        Network.RECONCILER,
                        Network.LEDGER,
                        3_000,
                        () -> world.ledger().read(followed, world.staleMillis()),
                        page -> take(page, mine),
                        () -> asking = asking && life != mine);
    }

    private void take(List<LedgerRecord> page, int mine) {
        if (!up || life != mine) {
            return;
        }
        asking = false;
        agenda.take(page, world.time().instant());
        page.forEach(record -> followed = Math.max(followed, record.sequence()));
        begin(mine);
    }

    private void begin(int mine) {
        if (!up || life != mine || running || agenda.due().isEmpty()) {
            return;
        }
        if (lockedBy >= 0 || !world.network().bothWays(Network.RECONCILER, Network.ENGINE)) {
            again(mine);
            return;
        }
        running = true;
        lockedBy = mine;
        var services = agenda.due().stream().map(Agenda.Head::service).toList();
        long startup = 700 + dice.between(0L, 500L) + dice.between(0L, world.slowUpdateMillis());
        world.time().after(startup, () -> check(services, mine));
    }

    private void again(int mine) {
        world.time().after(dice.between(500L, 1_500L), () -> begin(mine));
    }

    /** Between reading what is wanted and doing it the reconciler may be killed; its update may go on all the same. */
    private boolean mayDie(int mine) {
        if (life != mine || !up || !dice.happens(world.fragility())) {
            return false;
        }
        crash(dice.happens(0.7));
        world.note("killed the reconciler");
        world.time().after(2_000, () -> {
            if (!up) {
                start();
            }
        });
        return !orphan;
    }

    /** Whether an update goes on: its reconciler lives, or it outlived it. */
    private boolean goesOn(int mine) {
        return life == mine && up || orphan;
    }

    /** The provider's Check: what the newest revision says takes the place of what the program declares. */
    private void check(List<ServiceId> services, int mine) {
        if (!goesOn(mine)) {
            return;
        }
        world.network()
                .call(
                        Network.RECONCILER,
                        Network.LEDGER,
                        3_000,
                        () -> services.stream()
                                .map(service ->
                                        world.ledger().rules().head(service).orElseThrow())
                                .toList(),
                        revisions -> world.time()
                                .after(
                                        100 + dice.between(0L, 300L) + dice.between(0L, world.slowUpdateMillis()),
                                        () -> apply(revisions, mine)),
                        () -> failed(mine));
    }

    private void apply(List<WeightsRevision> revisions, int mine) {
        if (mayDie(mine)) {
            return;
        }
        if (!goesOn(mine)) {
            return;
        }
        if (life != mine && hungLast != mine) {
            hungLast = mine; // nobody looks after it any more: it may hang for long before it goes on
            world.time().after(dice.between(0L, 15_000L), () -> apply(revisions, mine));
            return;
        }
        if (!world.network().bothWays(Network.RECONCILER, Network.CLOUD)) {
            failed(mine);
            return;
        }
        var inForce = new TreeMap<ServiceId, Long>();
        boolean whole = true;
        for (WeightsRevision revision : revisions) {
            whole &= resize(revision);
        }
        for (WeightsRevision revision : revisions) {
            var service = revision.change().service();
            if (!world.network().bothWays(Network.RECONCILER, SimBalancer.node(service))) {
                whole = false;
                continue;
            }
            switch (world.balancer(service).apply(revision)) {
                case Applied.Done _ -> inForce.put(service, revision.number());
                case Applied.Stale stale -> inForce.put(service, stale.newerRevision());
                case Applied.Failed _ -> whole = false;
            }
        }
        world.note("update " + inForce + " " + whole);
        if (whole) {
            finished(revisions, inForce, mine);
        } else {
            failed(mine);
        }
    }

    /** The instance groups of a service, as large as the revision says, else as declared. */
    private boolean resize(WeightsRevision revision) {
        var service = world.service(revision.change().service());
        boolean whole = true;
        for (Map.Entry<ZoneId, Integer> zone : world.declaredSizes(service).entrySet()) {
            int wanted = revision.change().provision().instances().getOrDefault(zone.getKey(), zone.getValue());
            whole &= world.fleet()
                            .resize(
                                    service.declared().service(),
                                    zone.getKey(),
                                    wanted,
                                    revision.number(),
                                    dice.happens(world.halfDone()))
                    != SimFleet.Resized.HALF;
        }
        return whole;
    }

    private void finished(List<WeightsRevision> revisions, Map<ServiceId, Long> inForce, int mine) {
        if (life != mine || !up) {
            return; // an orphan tells nobody
        }
        running = false;
        lockedBy = -1;
        var started = world.time().instant();
        var records = new ArrayList<Application>();
        for (WeightsRevision revision : revisions) {
            var service = revision.change().service();
            long number = inForce.getOrDefault(service, revision.number());
            agenda.updated(new Agenda.Head(revision, started), number);
            if (!agenda.isRecorded(service, number)) {
                records.add(new Application(number, service, 1, started, started));
            }
        }
        records.forEach(record -> world.network()
                .call(
                        Network.RECONCILER,
                        Network.LEDGER,
                        3_000,
                        () -> world.ledger().write(ledger -> {
                            ledger.applied(record);
                            return true;
                        }),
                        _ -> {},
                        () -> {}));
        begin(mine);
    }

    private void failed(int mine) {
        if (life != mine || !up) {
            return;
        }
        running = false;
        lockedBy = -1;
        again(mine);
    }

    /** Whether nothing is due. */
    boolean isIdle() {
        return up && !running && agenda.due().isEmpty();
    }
}
