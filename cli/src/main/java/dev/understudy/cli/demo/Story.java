package dev.understudy.cli.demo;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What happens in the demo: the primary grows slower and the service moves out warm, with its data, and home again; then
 * the primary dies, the service flees it, and comes home once more.
 *
 * @param initial weights as declared: home
 * @param alive throws when what the story needs has ended
 */
record Story(
        Chronicle chronicle,
        Weather weather,
        Weights initial,
        ZoneId primary,
        Traffic traffic,
        AgentsView agents,
        Narrator narrator,
        Runnable alive) {
    private static final Duration CALM = Duration.ofSeconds(6);
    private static final Duration LEAVE = Duration.ofSeconds(90);
    private static final Duration FLEE = Duration.ofSeconds(60);
    private static final Duration DEAD = Duration.ofSeconds(6);
    private static final Duration COME_HOME = Duration.ofSeconds(120);
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);
    private static final int SLOWER_EACH_SECOND_MILLIS = 5;
    private static final int SLOWEST_MILLIS = 80;

    /**
     * The weather, and the waiting for what follows from it.
     *
     * @param evacuation whether the primary dies after the way home
     * @param leastRequests goes on until the client sent so many
     * @return whether the service went and came home as it should, each time
     */
    boolean play(boolean evacuation, long leastRequests) throws InterruptedException {
        Await.until("the first answers", LEAVE, () -> traffic.newest().ok() > 0);
        pause(CALM);
        boolean went = movesOut() && comesHome(2) && (!evacuation || (flees() && comesHome(4)));
        Await.holds(LEAVE, () -> traffic.newest().sent() >= leastRequests || !traffic.isAlive());
        pause(AFTERWARDS);
        return went;
    }

    private boolean movesOut() throws InterruptedException {
        narrator.say("the weather: " + primary + " grows slower, " + SLOWER_EACH_SECOND_MILLIS + " ms each second");
        long begun = System.nanoTime();
        boolean left = Await.holds(LEAVE, () -> {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            weather.slowTo((int) Math.min(SLOWEST_MILLIS, seconds * SLOWER_EACH_SECOND_MILLIS));
            alive.run();
            return chronicle.settledAt(weights -> weights.of(primary) == 0) && chronicle.ended() >= 1;
        });
        return told(left, "traffic and data have left " + primary, "the service did not leave " + primary);
    }

    private boolean comesHome(int migrations) throws InterruptedException {
        weather.well();
        narrator.say("the weather: " + primary + " is well again");
        boolean home = Await.holds(COME_HOME, () -> {
            alive.run();
            return chronicle.settledAt(weights -> weights.equals(initial)) && chronicle.ended() >= migrations;
        });
        return told(home, "traffic and data have come home", "the service did not come home");
    }

    /** The leader turns the balancer by itself, and the most advanced standby takes the writes. */
    private boolean flees() throws InterruptedException {
        weather.dead();
        narrator.say("the weather: " + primary + " is dead");
        boolean fled = Await.holds(FLEE, () -> {
            alive.run();
            return chronicle.inForce(weights -> weights.of(primary) == 0)
                    && agents.writer()
                            .filter(zone -> !zone.equals(primary.value()))
                            .isPresent();
        });
        pause(DEAD);
        return told(fled, "the service has fled " + primary, "the service did not flee " + primary);
    }

    private boolean told(boolean well, String so, String otherwise) {
        narrator.say(well ? so : otherwise);
        if (!well) {
            AgentLines.leader(agents.states())
                    .ifPresentOrElse(
                            service -> narrator.say("  the agents say: "
                                    + service.path("sentence").asString("")),
                            () -> narrator.say("  no agent leads"));
        }
        return well;
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
