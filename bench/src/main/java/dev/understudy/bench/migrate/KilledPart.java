package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.Load;
import dev.understudy.bench.product.House;
import dev.understudy.bench.world.Outer;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The writer's zone dies under load: what an evacuation loses. Arguments: folder of the world, result file, how often (once:
 * each time has a log of its own), mode.
 */
public final class KilledPart {
    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration EVACUATED = Duration.ofMinutes(4);

    private KilledPart() {}

    public static void main(String[] arguments) throws InterruptedException {
        var world = Outer.world(Path.of(arguments[0]));
        String mode = arguments[3];
        world.raiseZones(); // agents learn at once what is usual between them
        world.delayBetweenZones(MigrateBench.ONE_WAY_MILLIS);
        try (var house = new House(world, Optional.empty(), mode, Map.of())) {
            System.out.println(world.conditions(MigrateBench.ONE_WAY_MILLIS));
            house.awaitCalm();
            house.awaitPlan();
            try (var load = Load.start(world, MigrateBench.client("http", house.url(), mode))) {
                Thread.sleep(CALM);
                ZoneId dead = house.home();
                long before = house.journal().newest();
                Instant killed = Instant.now();
                world.cloud().kill(dead);
                boolean moved = house.journal()
                        .awaitState(before, EVACUATED, state -> state instanceof MigrationState.Settling)
                        .isPresent();
                Instant evacuated = Instant.now();
                System.out.println(dead + " died; " + house.journal().outcomeAfter(before) + " after "
                        + Duration.between(killed, evacuated).toMillis() + " ms");
                if (!moved) {
                    throw new IllegalStateException(
                            "nothing left the dead zone: " + house.journal().summary());
                }
                Thread.sleep(CALM);
                world.cloud().heal(dead);
                world.delayBetweenZones(MigrateBench.ONE_WAY_MILLIS);
                house.awaitCalm();
                Thread.sleep(CALM);
                var log = load.finish();
                var finding = Checker.compare(log, mode, house.keys());
                double pause = log.longestWritePauseMillis(killed, Instant.now());
                var outcome = new Outcome(
                        "Understudy, " + mode + ", zone of the writer killed", log, finding, List.of(pause), 0);
                outcome.print(2 * MigrateBench.ONE_WAY_MILLIS);
                Run.of(mode, Run.KILLED, outcome, log.longestBeforeMillis(finding.lostKeys(), killed))
                        .write(Path.of(arguments[1]));
            }
        }
        System.exit(0);
    }
}
