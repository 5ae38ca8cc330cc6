package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.List;

/** Makes a migration from what is wanted and where things are. */
final class Departure {
    /**
     * Who wants a migration, and why.
     *
     * @param kind how faults are met
     * @param by an agent, or the person who ordered it
     * @param order number of the order; 0 for none
     * @param forced whether guardrails are overruled
     * @param why in one sentence
     */
    record Wish(Migration.Kind kind, Author by, long order, boolean forced, Because why) {
        static Wish of(Scene scene, Migration.Kind kind, Because why) {
            return new Wish(kind, scene.author(), 0, false, why);
        }
    }

    private Departure() {}

    /** To the shadow, with all that may leave. */
    static Migration away(Scene scene, History history, Wish wish) {
        var service = scene.now().service();
        var goal = new Place(scene.now().route().away(), Sizes.away(service, scene.provision()));
        return migration(scene, history, wish, service.primary(), service.shadow(), goal, false);
    }

    /** Home: to the primary, or to the shadow where home gives it more than it has. */
    static Migration home(Scene scene, History history, Wish wish) {
        var service = scene.now().service();
        var goal = scene.now().route().home();
        boolean inward = scene.weights().of(service.primary()) <= goal.of(service.primary());
        var from = inward ? service.shadow() : service.primary();
        var to = inward ? service.primary() : service.shadow();
        return migration(scene, history, wish, from, to, new Place(goal, Sizes.home()), true);
    }

    private static Migration migration(
            Scene scene, History history, Wish wish, ZoneId from, ZoneId to, Place goal, boolean homeward) {
        var begun = history.begun(wish.order(), wish.by().kind() == Author.Kind.PERSON);
        return new Migration(
                new MigrationId(scene.now().service().service(), begun.migrations()),
                wish.kind(),
                from,
                to,
                scene.place(),
                goal,
                homeward,
                scene.headNumber(),
                takes(scene, to, goal),
                scene.at(),
                wish.by(),
                wish.order(),
                wish.forced(),
                wish.why(),
                List.of(),
                begun);
    }

    private static Reservation takes(Scene scene, ZoneId to, Place goal) {
        var service = scene.now().service();
        int have = Sizes.wanted(service, scene.provision(), to).orElse(0);
        int want = Sizes.wanted(service, goal.provision(), to).orElse(0);
        double requestsPerSecond = 0;
        for (ZoneId zone : scene.weights().shares().keySet()) {
            requestsPerSecond += scene.now()
                    .fleet()
                    .load(zone, scene.at())
                    .map(ServiceLoad::requestsPerSecond)
                    .orElse(0.0);
        }
        int share = Math.max(0, goal.weights().of(to) - scene.weights().of(to));
        return new Reservation(to, Math.max(0, want - have), requestsPerSecond * share / Weights.WHOLE);
    }
}
