package dev.understudy.bench.faults;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.ClientLog;
import dev.understudy.bench.load.Load;
import dev.understudy.bench.product.House;
import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.Places;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays one cell after the other in a house that must be whole again after each. */
final class Runner {
    /** Until a step is reached; a migration takes some twenty seconds when nothing is wrong. */
    private static final Duration REACHED = Duration.ofSeconds(150);

    /** Until a migration that something happened to has ended. */
    private static final Duration ENDED = Duration.ofSeconds(180);

    /** How long a connection stays cut: two leases, and three times what servers wait for each other. */
    private static final Duration CUT = Duration.ofSeconds(10);

    private static final double REQUESTS_PER_SECOND = 50;
    private static final int WORKERS = 12;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final World world;
    private final House house;
    private final double oneWayMillis;
    private int played;

    Runner(World world, House house, double oneWayMillis) {
        this.world = world;
        this.house = house;
        this.oneWayMillis = oneWayMillis;
    }

    /** The move a cell is played in. */
    private record Scene(ZoneId from, ZoneId to, long before) {}

    /** What was done, and when. */
    private record Blow(String words, Instant at) {}

    /** Plays a cell in a house that is calm; what keeps it from being played is a fault of the cell. */
    Verdict play(Cell cell) throws InterruptedException {
        String run = "cell" + ++played;
        var settings = new Load.Settings("http", house.url(), REQUESTS_PER_SECOND, WORKERS, DEADLINE, run);
        try (var load = Load.start(world, settings)) {
            return played(cell, run, load);
        } catch (IllegalStateException | LocalCloudException | LedgerException e) {
            return Verdict.notPlayed(cell, String.valueOf(e.getMessage()));
        }
    }

    private Verdict played(Cell cell, String run, Load load) throws InterruptedException {
        var faults = new ArrayList<String>();
        Instant begun = Instant.now();
        var scene = begin(cell);
        Optional<Blow> blow = switch (cell) {
            case Cell.Kill kill -> kill(kill, scene);
            case Cell.Cut cut -> cut(cut, scene);
        };
        boolean ended = house.journal()
                .awaitState(scene.before(), ENDED, state -> state instanceof MigrationState.Watching)
                .isPresent();
        if (!ended) {
            faults.add("the migration has not ended in " + ENDED.toSeconds() + " s: "
                    + house.journal().summary());
        }
        calm(faults);
        Instant whole = Instant.now();
        ClientLog log = load.finish();
        var finding = Checker.compare(log, run, house.keys());
        judge(
                        cell,
                        scene,
                        log.longestBeforeMillis(
                                finding.lostKeys(), blow.map(Blow::at).orElse(begun)),
                        finding)
                .forEach(faults::add);
        return new Verdict(
                cell,
                house.journal().outcomeAfter(scene.before()),
                blow.map(Blow::words).orElse(""),
                Duration.between(begun, whole).toMillis() / 1e3,
                log.failed(),
                log.longestWritePauseMillis(begun, whole),
                finding,
                faults);
    }

    private void calm(List<String> faults) throws InterruptedException {
        try {
            house.awaitCalm();
        } catch (IllegalStateException e) {
            faults.add("not whole again: " + e.getMessage());
        }
    }

    /** Orders the move; where the agents cannot see clearly enough just now, again when they can. */
    private Scene begin(Cell cell) throws InterruptedException {
        ZoneId from = house.home();
        ZoneId to = new ZoneId(from.value().equals(World.ZONES.get(0)) ? World.ZONES.get(1) : World.ZONES.get(0));
        while (true) {
            long order =
                    house.journal().order(House.SERVICE, new Order.What.Migrate(to, false, false), cell.toString());
            var first = house.journal().await(order, REACHED, record -> isAnswer(record, order));
            if (!(first.orElse(null) instanceof LedgerRecord.Answered)) {
                return new Scene(from, to, order);
            }
            house.awaitPlan();
        }
    }

    private static boolean isAnswer(LedgerRecord record, long order) {
        return record instanceof LedgerRecord.Journaled
                || record instanceof LedgerRecord.Answered answered
                        && answered.answer().order() == order
                        && answered.answer().verdict() == Answer.Verdict.REFUSED;
    }

    private LedgerRecord.Journaled await(Step step, Scene scene) throws InterruptedException {
        if (step == Step.ROLLING_BACK) {
            await(Step.SHIFTING, scene);
            house.journal().order(House.SERVICE, new Order.What.RollBack(), "to be killed while going back");
        }
        return house.journal()
                .awaitState(scene.before(), REACHED, step::is)
                .orElseThrow(() -> new IllegalStateException("the migration did not come to " + step + " in "
                        + REACHED.toSeconds() + " s: " + house.journal().summary()));
    }

    private Optional<Blow> kill(Cell.Kill cell, Scene scene) throws InterruptedException {
        var reached = await(cell.step(), scene);
        var leader = new ZoneId(reached.entry().author().name());
        ZoneId standby = house.writer().equals(scene.to()) ? scene.from() : scene.to();
        return new Hand(house)
                .kill(cell.victim(), leader, standby, () -> house.journal().isNewest(cell.step()::is))
                .map(words -> new Blow(words, Instant.now()));
    }

    private Optional<Blow> cut(Cell.Cut cell, Scene scene) throws InterruptedException {
        var reached = await(Step.SHIFTING, scene);
        var ends = ends(cell.link(), scene, reached.entry().author().name());
        Instant at = Instant.now();
        if (cell.way() != Cell.Way.BACK) {
            world.cloud().link(LinkSpec.cut(ends.from(), ends.to()));
        }
        if (cell.way() != Cell.Way.THERE) {
            world.cloud().link(LinkSpec.cut(ends.to(), ends.from()));
        }
        Thread.sleep(CUT);
        mend(ends.from(), ends.to());
        mend(ends.to(), ends.from());
        String way = switch (cell.way()) {
            case BOTH -> " and ";
            case THERE -> " to ";
            case BACK -> " from ";
        };
        return Optional.of(new Blow(ends.from() + way + ends.to() + " cut for " + CUT.toSeconds() + " s", at));
    }

    /** Two places. */
    private record Ends(String from, String to) {}

    private static Ends ends(Cell.Link link, Scene scene, String leader) {
        return switch (link) {
            case AGENT_AGENT -> new Ends(scene.to().value(), World.ZONES.getLast());
            case AGENT_LEDGER -> new Ends(leader, Places.CONTROL);
            case RECONCILER_STATE -> new Ends(Places.CONTROL, StateStore.PLACE);
            case AGENT_BALANCER -> new Ends(leader, Places.EDGE);
            case PRIMARY_STANDBY -> new Ends(scene.from().value(), scene.to().value());
        };
    }

    private void mend(String from, String to) {
        boolean zones = World.ZONES.contains(from) && World.ZONES.contains(to);
        world.cloud().link(zones ? LinkSpec.delayed(from, to, oneWayMillis) : LinkSpec.plain(from, to));
    }

    /**
     * What must not be: a write applied twice; one lost that a standby had to have, or in a planned move; traffic in one zone
     * and the writer in another when all has ended.
     */
    private List<String> judge(Cell cell, Scene scene, double lostMillis, Checker.Finding finding) {
        var faults = new ArrayList<String>();
        if (finding.duplicated() + finding.strange() > 0) {
            faults.add(finding.duplicated() + " writes applied twice, " + finding.strange() + " that nobody sent");
        }
        boolean mayLose = !cell.mode().equals("sync") && house.journal().evacuatedAfter(scene.before());
        if (finding.lost() > 0 && (!mayLose || lostMillis > House.LOSS_MAX_MILLIS)) {
            faults.add("acknowledged writes lost, such as " + finding.firstLost() + ", the first " + lostMillis
                    + " ms before");
        }
        if (finding.acked() == 0) {
            faults.add("no write was acknowledged, so nothing was shown");
        }
        if (!house.writer().equals(house.home())) {
            faults.add("the traffic is in " + house.home() + ", the writer in " + house.writer());
        }
        return faults;
    }
}
