package dev.understudy.sim;

import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.util.Optional;

/** Runs a world through its two phases and says how it went. */
final class Run {
    private static final long CALM_FOR = 30_000;
    private static final long LOOK_EVERY = 5_000;
    private static final long EVENTS_MOST = 3_000_000;

    private Run() {}

    /**
     * How a history went.
     *
     * @param violation what was broken, if something was
     * @param unrest why it did not come to rest, if it did not
     * @param digest stands for the whole history
     * @param world as it was at the end
     */
    record Outcome(
            long seed,
            long events,
            Optional<Violation> violation,
            Optional<String> unrest,
            String digest,
            World world) {
        boolean isWell() {
            return violation.isEmpty() && unrest.isEmpty();
        }
    }

    static Outcome of(Plan plan, Rig rig) {
        var world = new World(plan, rig);
        Optional<Violation> violation = Optional.empty();
        Optional<String> unrest = Optional.empty();
        try {
            until(world, plan.safetyMillis());
            unrest = heal(world);
            world.invariants().atEnd();
        } catch (Violation broken) {
            violation = Optional.of(broken);
        } catch (RuntimeException fault) {
            violation = Optional.of(new Violation("no fault of ours", fault + " at " + fault.getStackTrace()[0]));
            violation.get().initCause(fault);
        }
        return new Outcome(
                plan.seed(),
                world.time().events(),
                violation,
                unrest,
                world.time().digest(),
                world);
    }

    static void until(World world, long millis) {
        while (world.step(millis)) {
            if (world.time().events() > EVENTS_MOST) {
                throw new Violation("time moves on", "more than " + EVENTS_MOST + " events happened");
            }
        }
    }

    /** Everything is well from here on; says what is not at rest when the time is up. */
    private static Optional<String> heal(World world) {
        world.network().mendAll();
        var caretaker = new Caretaker(world);
        long end = world.plan().safetyMillis() + world.plan().healMillis();
        long restSince = -1;
        Optional<String> unrest = Optional.of("nothing was looked at");
        for (long at = world.plan().safetyMillis() + LOOK_EVERY; at <= end; at += LOOK_EVERY) {
            until(world, at);
            caretaker.look();
            unrest = unrest(world);
            restSince = unrest.isPresent() ? -1 : restSince < 0 ? at : restSince;
            if (restSince >= 0 && at - restSince >= CALM_FOR) {
                return Optional.empty();
            }
        }
        return unrest;
    }

    /** What is not at rest. */
    private static Optional<String> unrest(World world) {
        for (Plan.Service service : world.plan().services()) {
            var why = unrest(world, service);
            if (why.isPresent()) {
                return why;
            }
        }
        return world.reconciler().isIdle() ? Optional.empty() : Optional.of("the reconciler has something to do");
    }

    private static Optional<String> unrest(World world, Plan.Service service) {
        var id = service.declared().service();
        var head = world.chain().head(id);
        long leaders = world.agents().keySet().stream()
                .filter(zone -> world.leads(zone, id))
                .count();
        if (leaders != 1) {
            return Optional.of(leaders + " agents think that they lead " + id);
        }
        long recorded = head.map(WeightsRevision::number).orElse(0L);
        if (world.balancer(id).revision() < recorded) {
            return Optional.of("revision " + recorded + " of " + id + " is not in force");
        }
        if (!world.invariants().isHeldForEver(id) && !waitsForTheHeld(world, id)) {
            var away = awayFromHome(
                    world,
                    id,
                    head.map(each -> each.change().weights())
                            .orElse(service.declared().declared()),
                    service);
            if (away.isPresent()) {
                return away;
            }
        }
        return dataUnrest(world, id);
    }

    /** Whether another service is kept for ever in a migration, and so in what migrations may take together. */
    private static boolean waitsForTheHeld(World world, ServiceId id) {
        return world.invariants().journal().values().stream()
                .filter(entry -> !entry.service().equals(id))
                .filter(entry -> entry.state().underWay().isPresent())
                .anyMatch(entry -> world.invariants().isHeldForEver(entry.service()));
    }

    private static Optional<String> awayFromHome(World world, ServiceId id, Weights weights, Plan.Service service) {
        var entry = world.invariants().journal().get(id);
        if (entry != null && !(entry.state() instanceof MigrationState.Watching)) {
            return Optional.of(id + " is still " + entry.state().getClass().getSimpleName() + ": " + entry.because());
        }
        if (entry != null && entry.reservation().isPresent()) {
            return Optional.of(id + " still holds a reservation");
        }
        int share = weights.of(service.declared().primary());
        if (share != service.declared().declared().of(service.declared().primary())
                && service.declared().declared().of(service.declared().primary()) == Weights.WHOLE) {
            return Optional.of("the traffic of " + id + " is not home: " + weights.inPercent());
        }
        return Optional.empty();
    }

    private static Optional<String> dataUnrest(World world, ServiceId id) {
        var database = world.databases().get(id);
        if (database == null) {
            return Optional.empty();
        }
        if (database.acknowledging().isEmpty()) {
            return Optional.of("no database of " + id + " acknowledges writes");
        }
        return Optional.empty();
    }
}
