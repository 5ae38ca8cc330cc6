package dev.understudy.bench.faults;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.ClientLog;
import dev.understudy.bench.load.Load;
import dev.understudy.bench.product.House;
import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.Places;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays one cell after the other in a house that must be whole again after each. */
final class Runner {
    /** Until a step is reached; a migration takes some twenty seconds when nothing is wrong. */
    private static final Duration REACHED = Duration.ofSeconds(90);

    /** Until a migration that something happened to has ended. */
    private static final Duration ENDED = Duration.ofSeconds(180);

    /** How long a connection stays cut: longer than a lease lasts. */
    private static final Duration CUT = Duration.ofSeconds(15);

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

    Verdict play(Cell cell) throws InterruptedException {
        house.awaitCalm();
        String run = "cell" + ++played;
        var settings = new Load.Settings("http", house.url(), REQUESTS_PER_SECOND, WORKERS, DEADLINE, run);
        var faults = new ArrayList<String>();
        try (var load = Load.start(world, settings)) {
            var scene = begin(cell);
            Instant begun = Instant.now();
            Optional<String> done = switch (cell) {
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
            judge(cell, finding, faults);
            return new Verdict(
                    cell,
                    done.isPresent() ? house.journal().outcomeAfter(scene.before()) : "none ran",
                    done.orElse("nothing to kill in this step"),
                    Duration.between(begun, whole).toMillis() / 1e3,
                    log.failed(),
                    log.longestWritePauseMillis(begun, whole),
                    finding,
                    faults);
        }
    }

    private void calm(List<String> faults) throws InterruptedException {
        try {
            house.awaitCalm();
        } catch (IllegalStateException e) {
            faults.add("not whole again: " + e.getMessage());
        }
    }

    private Scene begin(Cell cell) throws InterruptedException {
        ZoneId from = house.home();
        ZoneId to = new ZoneId(from.value().equals(World.ZONES.get(0)) ? World.ZONES.get(1) : World.ZONES.get(0));
        long order = house.journal().order(House.SERVICE, new Order.What.Migrate(to, false, false), cell.toString());
        return new Scene(from, to, order);
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

    private Optional<String> kill(Cell.Kill cell, Scene scene) throws InterruptedException {
        var reached = await(cell.step(), scene);
        var leader = new ZoneId(reached.entry().author().name());
        return new Hand(house)
                .kill(cell.victim(), leader, house.writer().equals(scene.to()) ? scene.from() : scene.to());
    }

    private Optional<String> cut(Cell.Cut cell, Scene scene) throws InterruptedException {
        var reached = await(Step.SHIFTING, scene);
        var ends = ends(cell.link(), scene, reached.entry().author().name());
        if (cell.way() != Cell.Way.BACK) {
            world.cloud().link(LinkSpec.cut(ends.from(), ends.to()));
        }
        if (cell.way() != Cell.Way.THERE) {
            world.cloud().link(LinkSpec.cut(ends.to(), ends.from()));
        }
        Thread.sleep(CUT);
        mend(ends.from(), ends.to());
        mend(ends.to(), ends.from());
        String way = cell.way() == Cell.Way.BACK ? " from " : " to ";
        return Optional.of(ends.from() + way + ends.to() + " cut for " + CUT.toSeconds() + " s");
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

    /** What must hold in every cell: nobody applies a write twice, and none is lost that a standby had to have. */
    private static void judge(Cell cell, Checker.Finding finding, List<String> faults) {
        if (finding.duplicated() + finding.strange() > 0) {
            faults.add(finding.duplicated() + " writes applied twice, " + finding.strange() + " that nobody sent");
        }
        if (finding.lost() > 0 && cell.mode().equals("sync")) {
            faults.add("acknowledged writes lost, such as " + finding.firstLost());
        }
        if (finding.acked() == 0) {
            faults.add("no write was acknowledged, so nothing was shown");
        }
    }
}
