package dev.understudy.sim;

import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Remembers the last while of the true world, and judges each step by what its leader could have known. */
final class Witness {
    private static final long REMEMBERED = 20_000;
    /** After so long nobody can have seen a dead zone well of late. */
    private static final long UNSEEN = 14_000;
    /** Observations take so long to reach a leader. */
    private static final long KNOWN_AFTER = 4_500;

    private final World world;
    private final Map<String, Deque<Sample>> samples = new HashMap<>();
    private final Map<ServiceId, Entered> entered = new HashMap<>();
    private final Map<ServiceId, Raise> raises = new HashMap<>();
    private long lastTrouble = Long.MIN_VALUE / 2;

    /**
     * What was true of a service in a zone at a time.
     *
     * @param blind observers that had no answer from the zone
     */
    private record Sample(
            long at, double capacity, double demand, long requests, long errors, boolean dead, int blind) {}

    private record Entered(String state, Instant at, boolean wrongClock) {}

    /** The last raise of a zone's share, and the migration that it was a step of. */
    private record Raise(
            ZoneId zone, Optional<MigrationId> migration, long number, long inForceAt, long requests, long errors) {}

    Witness(World world) {
        this.world = world;
    }

    void start() {
        world.time().after(1_000, this::second);
    }

    private void second() {
        long now = world.time().now();
        if (world.faults().active() > 0) {
            lastTrouble = now;
        }
        for (Plan.Service service : world.plan().services()) {
            var id = service.declared().service();
            oneLeads(id);
            sample(service);
            var balancer = world.balancer(id);
            var raise = raises.get(id);
            if (raise != null && raise.inForceAt() < 0 && balancer.revision() >= raise.number()) {
                var pool = balancer.pool(raise.zone());
                raises.put(
                        id,
                        new Raise(raise.zone(), raise.migration(), raise.number(), now, pool.requests, pool.errors));
            }
        }
        world.time().after(1_000, this::second);
    }

    private void sample(Plan.Service service) {
        long now = world.time().now();
        var id = service.declared().service();
        for (ZoneId zone : world.declaredSizes(service).keySet()) {
            var pool = world.balancer(id).pool(zone);
            boolean dead = world.weather().isDead(zone);
            double capacity = dead ? 0 : world.fleet().ready(id, zone) * service.instanceCapacity();
            var kept = samples.computeIfAbsent(id + " " + zone, _ -> new ArrayDeque<>());
            kept.addLast(new Sample(now, capacity, world.demand(id), pool.requests, pool.errors, dead, blind(zone)));
            while (kept.getFirst().at() < now - REMEMBERED) {
                kept.removeFirst();
            }
        }
    }

    /** Agents that get no answer from another zone. */
    private int blind(ZoneId zone) {
        return (int) world.agents().values().stream()
                .filter(agent -> agent.isUp() && !agent.zone().equals(zone))
                .filter(agent -> !world.network().bothWays(agent.node(), SimAgent.node(zone)))
                .count();
    }

    private void oneLeads(ServiceId service) {
        var leaders = world.agents().keySet().stream()
                .filter(zone -> world.leads(zone, service))
                .toList();
        if (leaders.size() > 1) {
            throw new Violation("one leader", "the agents of " + leaders + " all hold the lease of " + service);
        }
    }

    private Deque<Sample> of(ServiceId service, ZoneId zone) {
        return samples.getOrDefault(service + " " + zone, new ArrayDeque<>());
    }

    /** An agent's revision gives a zone more than it had. */
    void raised(
            ShadowedService service,
            ZoneId zone,
            ZoneId other,
            int before,
            WeightsRevision revision,
            Optional<Migration> migration) {
        boolean goesBack = migration.filter(under -> zone.equals(under.from())).isPresent();
        boolean flees = migration
                .filter(under -> under.kind() == Migration.Kind.EVACUATION)
                .isPresent();
        int share = revision.change().weights().of(zone);
        sample(world.service(service.service())); // what has just come to be true may be known already
        lives(service, zone, other, revision);
        if (!flees || !looksDead(service, other)) {
            hasRoom(service, zone, other, share, before, revision);
        }
        if (!goesBack && !flees && !stoodStill(revision) && !isEmpty(service, other)) {
            passedGate(service, zone, revision, migration.map(Migration::id));
        }
        raises.put(service.service(), new Raise(zone, migration.map(Migration::id), revision.number(), -1, 0, 0));
    }

    /** Whoever stands still for some seconds acts on what it knew before. */
    private boolean stoodStill(WeightsRevision revision) {
        return author(revision).filter(SimAgent::stalledLately).isPresent();
    }

    private Optional<SimAgent> author(WeightsRevision revision) {
        return Optional.ofNullable(
                world.agents().get(new ZoneId(revision.change().author().name())));
    }

    /** Somebody else than an agent set the weights: no gate is due for that. */
    void setByOthers(ServiceId service) {
        raises.remove(service);
    }

    /** Whether something has been so for as long. */
    private boolean hasBeen(ServiceId service, ZoneId zone, long millis, Predicate<Sample> what) {
        var kept = of(service, zone);
        long since = world.time().now() - millis;
        return !kept.isEmpty()
                && kept.getFirst().at() <= since + 2_000
                && kept.stream().filter(sample -> sample.at() >= since).allMatch(what);
    }

    /** Whether a quorum had no answer from a zone of late: then it is dead as far as anybody can tell. */
    private boolean looksDead(ShadowedService service, ZoneId zone) {
        return of(service.service(), zone).stream()
                .anyMatch(sample -> sample.blind() >= service.policy().quorum());
    }

    /** Whether nothing has run in a zone for so long that its traffic is better anywhere else. */
    private boolean isEmpty(ShadowedService service, ZoneId zone) {
        return hasBeen(service.service(), zone, UNSEEN, sample -> sample.capacity() == 0);
    }

    /** Nothing is taken from a zone that lives and given to one that has long been dead. */
    private void lives(ShadowedService service, ZoneId zone, ZoneId other, WeightsRevision revision) {
        boolean dead = hasBeen(service.service(), zone, UNSEEN, sample -> sample.dead() || sample.capacity() == 0);
        boolean healthy =
                hasBeen(service.service(), other, REMEMBERED, sample -> !sample.dead() && sample.capacity() > 0)
                        && world.weather().loss(other) == 0;
        if (dead && healthy) {
            throw new Violation(
                    "the last healthy zone is kept",
                    "revision " + revision.number() + " of " + service.service() + " takes traffic from " + other
                            + ", which lives, to " + zone + ", where nothing has served for "
                            + UNSEEN / 1_000 + " s");
        }
    }

    /** Nothing is given more than it can serve, unless what it leaves is in trouble. */
    private void hasRoom(
            ShadowedService service, ZoneId zone, ZoneId other, int share, int before, WeightsRevision revision) {
        boolean calmOther =
                hasBeen(service.service(), other, REMEMBERED, sample -> !sample.dead() && sample.capacity() > 0)
                        && !world.weather().troubled().contains(other)
                        && !loses(service, other);
        if (!calmOther || share - before < 100) {
            return;
        }
        boolean full = hasBeen(
                service.service(),
                zone,
                REMEMBERED,
                sample -> sample.capacity() < 0.95 * sample.demand() * share / Weights.WHOLE);
        double otherRoom = of(service.service(), other).stream()
                .mapToDouble(Sample::capacity)
                .min()
                .orElse(0);
        double demand = world.demand(service.service());
        if (full && otherRoom >= demand * (Weights.WHOLE - before) / Weights.WHOLE) {
            throw new Violation(
                    "capacity before traffic",
                    "revision " + revision.number() + " of " + service.service() + " gives " + zone + " " + share
                            + " basis points of " + Math.round(demand)
                            + " requests/s, which it could not have served for " + REMEMBERED / 1_000 + " s");
        }
    }

    /** Whether a zone fails more requests of late than its gate allows. */
    private boolean loses(ShadowedService service, ZoneId zone) {
        var kept = of(service.service(), zone);
        long requests = kept.getLast().requests() - kept.getFirst().requests();
        long errors = kept.getLast().errors() - kept.getFirst().errors();
        return errors > service.policy().gate().maxErrorRatio() * requests;
    }

    /** The step before was in force, and its zone did not fail requests, as far as could be known. */
    private void passedGate(
            ShadowedService service, ZoneId zone, WeightsRevision revision, Optional<MigrationId> migration) {
        var raise = raises.get(service.service());
        long now = world.time().now();
        if (raise == null
                || !raise.zone().equals(zone)
                || !raise.migration().equals(migration)
                || raise.inForceAt() < 0) {
            return;
        }
        @Nullable Sample known = null;
        for (Sample sample : of(service.service(), zone)) {
            if (sample.at() <= now - KNOWN_AFTER - 2 * world.staleMillis() && sample.at() > raise.inForceAt()) {
                known = sample;
            }
        }
        if (known == null) {
            return;
        }
        var first = author(revision)
                .flatMap(agent -> agent.firstView(service.service()))
                .flatMap(view -> Optional.ofNullable(view.zones().get(zone)));
        long requests = known.requests()
                - Math.max(
                        raise.requests(),
                        first.map(BalancerView.ZoneHealth::requestsTotal).orElse(0L));
        long errors = known.errors()
                - Math.max(
                        raise.errors(),
                        first.map(BalancerView.ZoneHealth::errorsTotal).orElse(0L));
        if (requests > 100
                && errors > 10
                && errors > 3 * service.policy().gate().maxErrorRatio() * requests) {
            throw new Violation(
                    "a gate after each step",
                    "revision " + revision.number() + " of " + service.service() + " gives " + zone
                            + " more, although it failed " + errors + " of " + requests
                            + " requests since the step before");
        }
    }

    /** The saga of a service enters a state. */
    void entered(JournalEntry entry, Instant at) {
        var name = entry.state().getClass().getSimpleName();
        var before = entered.get(entry.service());
        if (before != null && before.state().equals(name)) {
            return;
        }
        var service = world.service(entry.service()).declared();
        if (entry.state() instanceof MigrationState.Retiring
                && before != null
                && !before.wrongClock()
                && !hasWrongClock(entry)) {
            var soaked = Duration.between(before.at(), at);
            boolean settled = before.state().equals("Settling")
                    && soaked.plusSeconds(1).compareTo(service.policy().saga().soak()) >= 0;
            if (!settled) {
                throw new Violation(
                        "soak before retiring",
                        entry.service() + " retires " + soaked.toMillis() + " ms after " + before.state()
                                + "; the soak is "
                                + service.policy().saga().soak().toMillis() + " ms");
            }
        }
        entered.put(entry.service(), new Entered(name, at, hasWrongClock(entry)));
    }

    /** A leader whose clock jumps cannot know for how long it has waited, nor tell the next since when. */
    private boolean hasWrongClock(JournalEntry entry) {
        return world.agents().get(new ZoneId(entry.author().name())) instanceof SimAgent agent
                && agent.clock().isWrong();
    }

    /** Requests that found no room although there was some: in calm weather only a migration can have done that. */
    void misplaced(ServiceId service, ZoneId zone, long count) {
        var raise = raises.get(service);
        boolean agents = raise != null && raise.zone().equals(zone);
        boolean calm = world.faults().active() == 0 && world.time().now() - lastTrouble > 2 * REMEMBERED;
        if (agents && calm) {
            throw new Violation(
                    "no request is lost by a migration",
                    count + " requests of " + service + " found no room in " + zone + " in calm weather");
        }
    }
}
