package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything done is undone: traffic in steps, then the writer, then the sizes. Nothing is asked of the zone gone back to
 * but to be well and to have the room.
 */
final class Undo {
    private Undo() {}

    /** Turns back for a fault: a zone that loses requests is left even for one that is slow. */
    static Plan begin(Scene scene, Forward state, Because why, boolean losing) {
        return begin(scene, state, why, losing, true);
    }

    static Plan begin(Scene scene, Forward state, Because why, boolean losing, boolean fault) {
        var now = scene.now();
        var from = state.migration().from();
        boolean moved = !Route.same(scene.weights(), state.migration().origin().weights());
        var bare = bare(scene, state.migration());
        if (bare.isPresent()) {
            return Plan.hold(why.and(bare.get()), Topic.NO_REFUGE);
        }
        if (moved && !now.isFit(from) && !(losing && now.serves(from))) {
            return Plan.hold(why.and(Because.of(from + " is no better, so the weights stay")), Topic.NO_REFUGE);
        }
        return Plan.enter(state.rollBack(why, fault, scene.at()), why);
    }

    /** A person wants it undone, whatever the zone it came from looks like, as long as that answers. */
    static Plan begin(Scene scene, Forward state, Migration migration, Because why) {
        return scene.now().serves(migration.from())
                        || Route.same(scene.weights(), migration.origin().weights())
                ? Plan.enter(state.rollBack(migration, why, false, scene.at()), why)
                : Plan.hold(Reasons.noRefuge(scene.now(), migration.to(), migration.from()), Topic.NO_REFUGE);
    }

    /** Why no traffic can go back: nothing runs there and nothing ever did, since somebody else set the weights. */
    static Optional<Because> bare(Scene scene, Migration migration) {
        var service = scene.now().service();
        var from = migration.from();
        boolean moved = !Route.same(scene.weights(), migration.origin().weights());
        int before = Sizes.wanted(service, migration.origin().provision(), from).orElse(0);
        return moved && before == 0 && Sizes.isEmpty(scene.now(), scene.provision(), from)
                ? Optional.of(nothingRuns(from))
                : Optional.empty();
    }

    private static Because nothingRuns(ZoneId zone) {
        return Because.of("nothing runs in " + zone + ", so no traffic goes back there");
    }

    static Plan decide(Scene scene, RollingBack state) {
        return switch (state.stage()) {
            case TRAFFIC -> traffic(scene, state);
            case DATA -> data(scene, state);
            case SIZE -> size(scene, state);
        };
    }

    private static Plan traffic(Scene scene, RollingBack state) {
        var now = scene.now();
        var migration = state.migration();
        var origin = migration.origin().weights();
        boolean dead = now.isDead(migration.to());
        if (dead && !scene.inForce()) {
            return Evacuate.inForceAtOnce(scene, state, why -> back(scene, state, true, why));
        }
        if (Route.same(scene.weights(), origin)) {
            return scene.inForce() ? next(scene, state) : waits(now.leg());
        }
        if (!now.serves(migration.from())) {
            return Plan.hold(Reasons.noRefuge(now, migration.to(), migration.from()), Topic.NO_REFUGE);
        }
        var room = restored(migration, scene.provision());
        if (!room.equals(scene.provision())) {
            var why = Because.of(migration.from() + " gets its size back before its traffic");
            return Plan.record(new Decision.Proceed(state.phase(), why), new Place(scene.weights(), room));
        }
        boolean first =
                now.leg().map(leg -> leg.recordedAt().isBefore(state.since())).orElse(true);
        if (!dead && !first) {
            if (!(now.leg().get() instanceof Leg.InForce leg)) {
                return waits(now.leg());
            }
            if (Duration.between(leg.at(), now.now()).compareTo(now.policy().dwell()) < 0) {
                return Plan.hold(Because.of("the last step back is in force for less than the dwell"), Topic.UNDER_WAY);
            }
        }
        var why = first ? state.why() : Because.of("the way back to " + origin.inPercent() + " goes on");
        return back(scene, state, dead, why);
    }

    private static Plan back(Scene scene, RollingBack state, boolean dead, Because why) {
        var now = scene.now();
        var migration = state.migration();
        var origin = migration.origin().weights();
        if (Route.same(scene.weights(), origin)) {
            return next(scene, state);
        }
        var next = dead
                ? now.route().straight(scene.weights(), migration.from(), origin)
                : now.route().backward(scene.weights(), migration.to(), origin);
        return Steps.refused(scene, next)
                .or(() ->
                        dead ? Optional.empty() : room(scene, migration, next).map(full -> orStay(scene, state, full)))
                .orElseGet(() -> Plan.record(new Decision.RollBack(next, why), new Place(next, scene.provision())));
    }

    /** Traffic never goes back onto capacity that is not there, unless the zone it leaves loses it anyway. */
    private static Optional<Plan> room(Scene scene, Migration migration, Weights next) {
        var now = scene.now();
        if (Sizes.isEmpty(now, scene.provision(), migration.from())) {
            return Optional.of(Plan.hold(nothingRuns(migration.from()), Topic.NO_CAPACITY));
        }
        if (now.health(migration.to()).isFailing(now.policy().quorum())) {
            return Optional.empty();
        }
        if (!Sizes.isUp(now, scene.provision(), migration.from())) {
            return Optional.of(Plan.hold(
                    Because.of(migration.from() + " does not run the instances it needs to take its traffic back"),
                    Topic.NO_CAPACITY));
        }
        return now.utilisationWith(next, migration.from())
                .filter(used -> used > 1)
                .map(used -> Plan.hold(Reasons.noCapacity(migration.from(), used, 1), Topic.NO_CAPACITY));
    }

    /**
     * Where the way back has had no room for long, and the zone it was to leave is well by now, the migration ends where
     * it is: waiting on would help nobody.
     */
    private static Plan orStay(Scene scene, RollingBack state, Plan full) {
        var now = scene.now();
        boolean patient = Duration.between(state.since(), now.now())
                        .compareTo(now.policy().saga().patience())
                < 0;
        return patient || !now.isFit(state.migration().to())
                ? full
                : Plan.enter(
                        state.abandon(scene.at()),
                        full.decision().because().and(Because.of("the traffic stays where it is")));
    }

    /** The source as large as it was, with the rest as it is. */
    private static Provision restored(Migration migration, Provision now) {
        var before = migration.origin().provision().instances().get(migration.from());
        return before == null ? now.withoutInstances(migration.from()) : now.withInstances(migration.from(), before);
    }

    private static Plan waits(Optional<Leg> leg) {
        return Plan.hold(
                leg.map(one -> "revision " + one.number() + " (" + one.weights().inPercent()
                                + ") is not yet seen at the balancer")
                        .map(Because::of)
                        .orElseGet(() -> Because.of("the step back waits for the ledger")),
                Topic.UNDER_WAY);
    }

    private static Plan next(Scene scene, RollingBack state) {
        var back = Reasons.rolledBack(scene.weights());
        if (state.stage() == MigrationState.Stage.TRAFFIC && needsWriterBack(scene, state)) {
            return Plan.enter(state.data(scene.at()), back);
        }
        return scene.provision().equals(state.migration().origin().provision())
                ? rest(scene, state, back)
                : Plan.enter(state.size(scene.at()), back);
    }

    private static boolean needsWriterBack(Scene scene, RollingBack state) {
        var service = scene.now().service();
        var home = Sizes.writer(service, state.migration().origin().provision());
        boolean seen = scene.now().data().flatMap(DataView::writer).equals(home);
        boolean recorded = Sizes.writer(service, scene.provision()).equals(home);
        return state.writerMoved() && home.isPresent() && !(seen && recorded);
    }

    private static Plan data(Scene scene, RollingBack state) {
        var service = scene.now().service();
        var migration = state.migration();
        var origin = migration.origin().provision();
        var home = Sizes.writer(service, origin);
        if (!needsWriterBack(scene, state) || home.isEmpty()) {
            return next(scene, state);
        }
        var from = Sizes.writer(service, migration.goal().provision()).orElse(migration.to());
        var pause = scene.now().policy().saga().pauseMax();
        var followed = Copy.writerToFollow(scene, home.get(), from);
        if (followed.isPresent() && !scene.now().isDead(migration.to())) {
            return scene.haveAtLast(
                    state,
                    "rejoin-back",
                    (id, fence) -> new Task.Rejoin(id, fence, home.get(), followed.get()),
                    why -> cutBack(scene, state, from, home.get(), pause, why));
        }
        return cutBack(scene, state, from, home.get(), pause, state.why());
    }

    private static Plan cutBack(Scene scene, RollingBack state, ZoneId from, ZoneId home, Duration pause, Because why) {
        boolean forced = scene.now().isDead(from);
        return scene.haveAtLast(
                state,
                forced ? "cut-back-forced" : "cut-back",
                (id, fence) -> new Task.CutOver(id, fence, from, home, forced, pause),
                _ -> {
                    var written = new Provision(
                            scene.provision().instances(),
                            state.migration().origin().provision().writer());
                    return written.equals(scene.provision())
                            ? next(scene, state.size(scene.at()))
                            : Plan.record(
                                    new Decision.Proceed(state.phase(), why), new Place(scene.weights(), written));
                });
    }

    private static Plan size(Scene scene, RollingBack state) {
        var origin = state.migration().origin().provision();
        if (scene.provision().equals(origin)) {
            return rest(scene, state, Reasons.rolledBack(scene.weights()));
        }
        var why = Because.of(state.migration().to() + " goes back to its size before");
        return Plan.record(new Decision.Proceed(state.phase(), why), new Place(scene.weights(), origin));
    }

    /** Cool-downs follow from how it ended; each fault in a row doubles them. */
    private static Plan rest(Scene scene, RollingBack state, Because why) {
        var route = scene.now().route();
        var coolDown = scene.now().policy().coolDown();
        var history = state.migration().history();
        history = state.fault() ? history.failed() : history.well().unplaced();
        if (state.fault() && state.migration().kind() == Migration.Kind.DRILL) {
            history = history.drillFailed(scene.at());
        }
        var until = scene.at().plus(state.fault() ? coolDown.multipliedBy(1L << (history.failures() - 1)) : coolDown);
        boolean home = Watch.isHome(scene);
        boolean away = !route.isHome(scene.weights()) && route.isAway(scene.weights());
        history = history.cooling(away ? history.outAllowedAt() : until, home ? history.homeAllowedAt() : until);
        return Plan.enter(state.rest(history, scene.at()), why);
    }
}
