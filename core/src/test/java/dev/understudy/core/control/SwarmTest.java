package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;

/** Whole histories with faults drawn from the seed. Laws are checked after every event. */
final class SwarmTest {
    private static final double TROUBLE_SECONDS = 120;

    @SeededTest(tries = 6)
    void theLawsHoldInAnyWeatherAndTheTrafficEndsAtHome(Chance chance) {
        var service = service(chance);
        var world = new World(service, chance);
        world.weather = storm(chance.fork());
        world.refusals = chance.oneOf(0.0, 0.1, 0.5);
        world.appendDelay = chance.between(Duration.ofMillis(1), Duration.ofMillis(3_000));
        world.applyDelay = chance.between(Duration.ofMillis(200), Duration.ofMillis(4_000));
        for (int trouble = 0; trouble < chance.between(0, 8); trouble++) {
            world.at(chance.between(1.0, TROUBLE_SECONDS), trouble(world, chance));
        }
        world.beforeAppend = append -> obeysTheLaws(world, append);

        world.runUntil(TROUBLE_SECONDS);
        world.weather = World.calm();
        world.refusals = 0;
        world.ledgerReachable = true;
        world.reconcilerRuns = true;
        world.runUntil(TROUBLE_SECONDS + 250);

        assertThat(world.desired().of(B))
                .as(world.ending())
                .isEqualTo(service.declared().of(B));
        assertThat(world.leading().phase()).as(world.ending()).isEqualTo("at home");
        respectsPeople(world);
        SagaTest.legal(world.journals.stream().map(entry -> entry.state()).toList());
    }

    @SeededTest(tries = 3)
    void aPrimaryThatStaysSlowLosesAllItMayLose(Chance chance) {
        var world = new World(service(chance), chance);
        world.beforeAppend = append -> obeysTheLaws(world, append);
        double slope = chance.between(1.0, 10.0);
        world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > 15 ? Math.min(100, slope * (at - 15)) : 0.0, (_, _) -> 0.0);

        world.runUntil(TROUBLE_SECONDS + 60);

        assertThat(world.leading().phase()).as(world.ending()).isEqualTo("away");
        assertThat(world.desired().of(A)).isEqualTo(world.service.bounds().minBasisPoints());
    }

    @SeededTest(tries = 2)
    void flappingAtTheThresholdDoesNotThrash(Chance chance) {
        var world = new World(Services.quick(), chance);
        world.beforeAppend = append -> obeysTheLaws(world, append);
        double period = chance.between(2.0, 40.0);
        double height = chance.between(15.0, 60.0);
        world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > 15 && (at / period) % 1 < 0.5 ? height : 0.0, (_, _) -> 0.0);
        double seconds = 400;

        world.runUntil(seconds);

        // out and home again takes two cool-downs and eight dwells at least
        double cycles = seconds / (2 * 10 + 8 * 3);
        assertThat(world.ledger.size()).as(world.story()).isLessThanOrEqualTo((int) (8 * cycles));
    }

    private static ShadowedService service(Chance chance) {
        int declared = chance.oneOf(0, 0, 1_000, 500);
        int least = chance.oneOf(0, 0, 0, 200);
        var bounds = new Bounds(
                Math.min(least, declared),
                Weights.WHOLE - Math.min(least, declared),
                chance.oneOf(10_000, 2_500, 4_000));
        return Services.with(
                Services.share(declared),
                bounds,
                chance.oneOf(Ownership.SHARED, Ownership.AGENT),
                Services.policy(chance.between(1, 4), chance.between(3, 12)));
    }

    /** Each zone has its own troubles, in spells of its own length. */
    private static World.Weather storm(Chance chance) {
        long salt = chance.seed();
        double stormy = chance.between(0.1, 0.6);
        return World.weather(
                (zone, at) -> {
                    var spell = new Chance(salt ^ zone.hashCode() * 31L ^ (long) (at / 13) * 7_919L);
                    return spell.happens(stormy) ? spell.between(0.0, 80.0) * ((at % 13) / 13) : 0.0;
                },
                (zone, at) -> {
                    var spell = new Chance(salt ^ zone.hashCode() * 131L ^ (long) (at / 9) * 104_729L);
                    return spell.happens(stormy / 3) ? spell.oneOf(0.02, 0.2, 1.0) : 0.0;
                });
    }

    private static Runnable trouble(World world, Chance chance) {
        return switch (chance.between(0, 5)) {
            case 0 -> () -> world.restart(chance.oneOf(A, B, C));
            case 1 -> world::loseLease;
            case 2 -> () -> world.setByPerson(Services.share(chance.between(0, 100) * 100));
            case 3 -> () -> world.ledgerReachable = !world.ledgerReachable;
            case 4 -> () -> world.reconcilerRuns = !world.reconcilerRuns;
            default -> () -> world.requestsPerSecond = chance.oneOf(0.0, 3.0, 300.0, 900.0);
        };
    }

    private static void obeysTheLaws(World world, Effect.Append append) {
        var change = append.change();
        assertThat(change.reason().sentence()).isNotBlank().doesNotContain("{");
        assertThat(change.evidence().values()).allMatch(Double::isFinite);
        var before = world.desired();
        if (append.expectedHead()
                != (world.ledger.isEmpty() ? 0 : world.ledger.getLast().number())) {
            return; // decided on an older head: the ledger will refuse it
        }
        assertThat(world.service.bounds().refuses(before, change.weights())).isEmpty();
        assertThat(change.weights()).isNotEqualTo(before);
        for (ZoneId zone : List.of(A, B)) {
            if (change.weights().of(zone) > before.of(zone)) {
                var health = world.asking().assessment().health().getOrDefault(zone, ZoneHealth.unseen(zone));
                // between a zone that fails and one that is slow, the slow one serves
                boolean bad = world.asking().decision() instanceof Decision.RollBack
                        ? health.isFailing(world.service.policy().quorum())
                        : health.sick();
                assertThat(bad)
                        .as("%s is sick and is given traffic%n%s", zone, world.story())
                        .isFalse();
            }
        }
    }

    private static void respectsPeople(World world) {
        var coolDown = world.service.policy().coolDown();
        for (int at = 1; at < world.ledger.size(); at++) {
            var before = world.ledger.get(at - 1);
            var after = world.ledger.get(at);
            if (before.change().author().kind() == Author.Kind.PERSON
                    && after.change().author().kind() == Author.Kind.AGENT) {
                assertThat(Duration.between(before.at(), after.at()))
                        .as(world.story())
                        .isGreaterThanOrEqualTo(coolDown);
            }
        }
    }
}
