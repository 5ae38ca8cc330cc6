package dev.understudy.sim;

import dev.understudy.core.control.Step;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What must hold after every event, whatever happens. */
final class Invariants {
    /** What is recorded may follow from what was known this long ago. */
    private static final long GRACE = 15_000;

    /** Seconds after which whoever ordered something must have been told what becomes of it, when all is well. */
    private static final long ANSWER_WITHIN = 40;

    private final World world;
    private final Witness witness;
    private final Map<ServiceId, Long> newestApplied = new HashMap<>();
    private final Map<ServiceId, Long> newestFence = new HashMap<>();
    private final Map<ServiceId, JournalEntry> journal = new TreeMap<>();
    private final Map<ServiceId, WeightsRevision> heads = new TreeMap<>();
    private final List<Given> orders = new ArrayList<>();
    private final Set<ServiceId> comingBack = new HashSet<>();
    private final Set<Long> answered = new HashSet<>();
    private final Map<Long, Long> releasedAt = new HashMap<>();
    private final Map<Term, Long> recordedBefore = new HashMap<>();

    /** The time in which one agent leads a service. */
    private record Term(ServiceId service, Fence fence) {}

    Invariants(World world) {
        this.world = world;
        this.witness = new Witness(world);
    }

    Witness witness() {
        return witness;
    }

    private static void require(boolean holds, String rule, String sentence) {
        if (!holds) {
            throw new Violation(rule, sentence);
        }
    }

    // ---- at the balancer ------------------------------------------------------------------------------------------

    /** A balancer has changed the weight of one zone. */
    void weighed(ServiceId service, SortedMap<ZoneId, Integer> weights, WeightsRevision by) {
        int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        require(
                sum > 0,
                "a server at any moment",
                "the balancer of " + service + " has no weight left, by revision " + by.number());
        var recorded = heads.get(service);
        require(
                recorded != null && by.number() <= recorded.number(),
                "recorded before applied",
                "revision " + by.number() + " of " + service + " is in force but not in the ledger");
        long newest = newestApplied.merge(service, by.number(), Math::max);
        require(
                by.number() == newest,
                "no older revision",
                "revision " + by.number() + " of " + service + " was applied after revision " + newest);
        if (by.change().author().kind() == Author.Kind.AGENT) {
            long fence = newestFence.merge(service, by.change().fence().epoch(), Math::max);
            require(
                    by.change().fence().epoch() == fence,
                    "no older fence",
                    "a revision of " + service + " under fence "
                            + by.change().fence().epoch() + " was applied after one under " + fence);
        }
    }

    // ---- at the ledger --------------------------------------------------------------------------------------------

    void recorded(LedgerRecord record) {
        switch (record) {
            case LedgerRecord.Revised(long _, var revision) -> revised(revision);
            case LedgerRecord.Journaled(long _, var entry, var at) -> journaled(entry, at);
            case LedgerRecord.Ordered(long number, var order) -> {
                orders.add(new Given(number, order));
                if (order.what() instanceof Order.What.Release(long released)) {
                    releasedAt.put(released, world.time().now());
                }
            }
            case LedgerRecord.Answered told -> {
                answered.add(told.answer().order());
                require(!told.answer().text().isBlank(), "a sentence for everything", "an answer says nothing");
            }
            case LedgerRecord.AppliedTo _, LedgerRecord.Noticed _ -> {}
        }
    }

    /** The ledger has leased a service: what is recorded by now is what its holder must know. */
    void leased(ServiceId service, WeightsLedger.Lease lease) {
        if (lease instanceof WeightsLedger.Lease.Granted(var fence, var _)) {
            recordedBefore.putIfAbsent(new Term(service, fence), world.ledger().last());
        }
    }

    /** An agent believes to lead. */
    void begins(ServiceId service, SimAgent agent, Fence fence) {
        long recorded = recordedBefore.getOrDefault(new Term(service, fence), 0L);
        require(
                agent.read() >= recorded,
                "read before lead",
                "the agent of " + agent.zone() + " leads " + service + " under fence " + fence.epoch()
                        + " and has read " + agent.read() + " of the " + recorded + " records before");
    }

    private void revised(WeightsRevision revision) {
        var change = revision.change();
        var before = heads.put(change.service(), revision);
        require(
                !change.reason().sentence().isBlank(),
                "a sentence for everything",
                "revision " + revision.number() + " says not why");
        if (change.author().kind() != Author.Kind.AGENT) {
            witness.setByOthers(change.service());
            return;
        }
        require(
                world.chain().leads(change.service(), change.author(), change.fence()),
                "nothing without a live lease",
                "revision " + revision.number() + " of " + change.service() + " is by " + change.author()
                        + " under fence " + change.fence().epoch() + ", which does not lead");
        var service = world.service(change.service()).declared();
        var shares = before == null ? service.declared() : before.change().weights();
        Optional<Migration> migration = Optional.ofNullable(journal.get(change.service()))
                .flatMap(entry -> entry.state().underWay());
        require(
                migration.isPresent() || before != null && sizesPool(service, revision, before),
                "journal before act",
                "revision " + revision.number() + " of " + change.service()
                        + " was recorded while the journal has no migration under way");
        standsStill(change.service(), migration, change.author(), "revision " + revision.number());
        for (ZoneId zone : List.of(service.primary(), service.shadow())) {
            if (change.weights().of(zone) > shares.of(zone)) {
                var other = zone.equals(service.primary()) ? service.shadow() : service.primary();
                witness.raised(service, zone, other, shares.of(zone), revision, migration);
            }
        }
    }

    /** Orders that forbid every step. */
    private void standsStill(ServiceId service, Optional<Migration> migration, Author author, String what) {
        boolean evacuates = migration
                .filter(under -> under.kind() == Migration.Kind.EVACUATION)
                .isPresent();
        var why = standing().blocksStep(service, evacuates ? Orders.Move.EVACUATION : Orders.Move.PLANNED);
        require(
                why.isEmpty() || forced(service) || hasWrongClock(author),
                "orders are obeyed",
                what + " of " + service + " was recorded although it was "
                        + why.map(Object::toString).orElse(""));
    }

    /** Whether a revision does no more than size a zone without traffic that has a pool: no migration is needed for that. */
    private static boolean sizesPool(ShadowedService service, WeightsRevision revision, WeightsRevision before) {
        var now = revision.change();
        var then = before.change();
        return service.policy().saga().pool().isPresent()
                && now.weights().equals(then.weights())
                && now.provision().writer().equals(then.provision().writer())
                && now.provision().instances().entrySet().stream()
                        .filter(zone -> now.weights().of(zone.getKey()) > 0)
                        .allMatch(zone -> zone.getValue()
                                .equals(then.provision().instances().get(zone.getKey())));
    }

    /** Who has a wrong clock cannot know what has ended. */
    private boolean hasWrongClock(Author author) {
        return world.agents().get(new ZoneId(author.name())) instanceof SimAgent agent
                && agent.clock().isWrong();
    }

    /** Orders that have stood for long enough to be known, and stand still. */
    private Orders.Live standing() {
        long now = world.time().now();
        var known = orders.stream()
                .filter(given -> now - Timeline.millis(given.order().at()) > GRACE + 2 * world.staleMillis())
                .filter(given -> !hasNewPin(given))
                .filter(given -> releasedAt.getOrDefault(given.number(), Long.MAX_VALUE) > now)
                .filter(given -> given.order()
                        .expires()
                        .map(end -> Timeline.millis(end) > now + 2_000)
                        .orElse(true))
                .toList();
        return Orders.of(known).at(world.time().instant());
    }

    /** Whether a service was pinned anew a moment ago: who knows of it obeys that pin, who does not the one before. */
    private boolean hasNewPin(Given given) {
        return given.order().what() instanceof Order.What.Pin
                && orders.stream()
                        .anyMatch(other -> other.number() > given.number()
                                && other.order().what() instanceof Order.What.Pin
                                && other.order().service().equals(given.order().service())
                                && world.time().now()
                                                - Timeline.millis(other.order().at())
                                        <= GRACE + 2 * world.staleMillis());
    }

    /** Whether a migration that a person forced, with a second one's approval, is under way. */
    private boolean forced(ServiceId service) {
        return orders.stream()
                .anyMatch(given -> given.order().what() instanceof Order.What.Migrate migrate
                        && migrate.force()
                        && given.order().service().equals(Optional.of(service)));
    }

    private void journaled(JournalEntry entry, Instant at) {
        var before = journal.put(entry.service(), entry);
        var name = entry.state().getClass().getSimpleName();
        require(
                !entry.because().sentence().isBlank(),
                "a sentence for everything",
                "journal entry " + name + " of " + entry.service() + " says not why");
        require(
                world.chain().leads(entry.service(), entry.author(), entry.fence()),
                "nothing without a live lease",
                "journal entry " + name + " of " + entry.service() + " is by " + entry.author() + " under fence "
                        + entry.fence().epoch() + ", which does not lead");
        witness.entered(entry, at);
        Optional<MigrationState> known = Optional.ofNullable(before).map(JournalEntry::state);
        boolean begins = known.flatMap(MigrationState::underWay).isEmpty()
                && entry.state().underWay().isPresent();
        if (begins) {
            mayBegin(entry, entry.state().underWay().orElseThrow());
        }
        if (!known.map(state -> name.equals(state.getClass().getSimpleName())).orElse(false)) {
            var under = entry.state().underWay().or(() -> known.flatMap(MigrationState::underWay));
            standsStill(entry.service(), under, entry.author(), "the step to " + name);
        }
        followReturn(entry, known.flatMap(MigrationState::underWay));
        blastRadius(entry);
    }

    /** An evacuation may be beyond the number of migrations, and so may its way back: nothing keeps what goes back. */
    private void followReturn(JournalEntry entry, Optional<Migration> before) {
        boolean fled = before.filter(under -> under.kind() == Migration.Kind.EVACUATION)
                .isPresent();
        if (entry.state().underWay().isEmpty()) {
            comingBack.remove(entry.service());
        } else if (fled) {
            comingBack.add(entry.service());
        }
    }

    private void mayBegin(JournalEntry entry, Migration migration) {
        var move = switch (migration.kind()) {
            case PLANNED -> Orders.Move.PLANNED;
            case DRILL -> Orders.Move.DRILL;
            case EVACUATION -> Orders.Move.EVACUATION;
        };
        var why = standing().blocksStart(entry.service(), migration.to(), move);
        require(
                why.isEmpty() || forced(entry.service()) || hasWrongClock(entry.author()),
                "orders are obeyed",
                migration.id() + " to " + migration.to() + " was begun although " + entry.service() + " was "
                        + why.map(Object::toString).orElse(""));
        boolean planned = migration.kind() != Migration.Kind.EVACUATION && !forced(entry.service());
        if (planned && !hasWrongClock(entry.author())) {
            var frozen = world.freezes().stream()
                    .filter(window -> window.holdsAt(world.time().instant())
                            && window.holdsAt(world.time().instant().plusSeconds(2))
                            && window.from().isBefore(world.time().instant().minusMillis(25_000 + GRACE)))
                    .findFirst();
            require(
                    frozen.isEmpty(),
                    "orders are obeyed",
                    migration.id() + " was begun in the freeze "
                            + frozen.map(Object::toString).orElse(""));
        }
    }

    /** What all migrations take together stays within the limits; what goes back or flees may be beyond some. */
    private void blastRadius(JournalEntry entry) {
        var limits = world.service(entry.service()).declared().policy().saga().limits();
        var holding = journal.values().stream()
                .filter(each -> each.reservation().isPresent())
                .toList();
        long planned = journal.values().stream()
                .filter(each -> !comingBack.contains(each.service()))
                .filter(each -> each.state()
                        .underWay()
                        .filter(migration -> migration.kind() != Migration.Kind.EVACUATION)
                        .isPresent())
                .count();
        require(
                planned <= limits.migrationsMax(),
                "blast radius",
                planned + " planned migrations are under way; the limit is " + limits.migrationsMax());
        limits.zoneInstancesMax().forEach((zone, most) -> {
            int taken = holding.stream()
                    .flatMap(each -> each.reservation().stream())
                    .filter(reservation -> reservation.zone().equals(zone))
                    .mapToInt(reservation -> reservation.instances())
                    .sum();
            require(
                    taken <= most,
                    "blast radius",
                    "migrations add " + taken + " instances in " + zone + "; the limit is " + most);
        });
        require(
                entry.state().underWay().isPresent() == entry.reservation().isPresent()
                        || entry.state() instanceof MigrationState.Moving,
                "blast radius",
                entry.service() + " holds a reservation although no migration is under way");
    }

    // ---- at the agents --------------------------------------------------------------------------------------------

    void decided(SimAgent agent, Step step) {
        require(
                !step.decision().because().template().isBlank(),
                "a sentence for everything",
                "the agent of " + agent.zone() + " decided without a word");
    }

    /** A task is begun. */
    void performed(SimAgent agent, ServiceId service, Task task) {
        boolean work = task.id().about().startsWith("upkeep-"); // beside any migration
        var entry = journal.get(service);
        var known = Optional.ofNullable(entry).flatMap(newest -> newest.state().underWay());
        require(
                work
                        || known.map(migration -> migration
                                        .id()
                                        .toString()
                                        .equals(task.id().about()))
                                .orElse(false)
                        || wasFenced(service, task),
                "journal before act",
                "task " + task.id() + " was begun by the agent of " + agent.zone() + " while the journal is at "
                        + Optional.ofNullable(entry)
                                .map(JournalEntry::state)
                                .map(Object::toString)
                                .orElse("nothing"));
    }

    /** Whether the leader that asks has been succeeded: it may still begin what everybody will refuse. */
    private boolean wasFenced(ServiceId service, Task task) {
        var entry = journal.get(service);
        return entry != null && task.fence().isOlderThan(entry.fence());
    }

    void ended(ServiceId service, Task task, TaskEnd end) {
        require(
                !end.because().sentence().isBlank(),
                "a sentence for everything",
                "task " + task.id() + " of " + service + " ended without a word");
    }

    /** Requests went where there was no room while there was room elsewhere. */
    void misplaced(ServiceId service, ZoneId zone, long count) {
        witness.misplaced(service, zone, count);
    }

    // ---- always ---------------------------------------------------------------------------------------------------

    void afterEvent() {
        world.databases().forEach((service, database) -> {
            var acknowledging = database.acknowledging();
            require(
                    acknowledging.size() <= 1,
                    "one writer",
                    "the databases of " + service + " in " + acknowledging + " all acknowledge writes");
            database.fault().ifPresent(fault -> {
                throw new Violation("the data is safe", service + ": " + fault);
            });
        });
    }

    /** At the very end. */
    void atEnd() {
        world.chain().verify();
        ordersAreAnswered();
        world.traffic().forEach((service, traffic) -> {
            long missing = traffic.unaccounted();
            require(
                    missing == 0,
                    "every request is accounted for",
                    missing + " of " + traffic.sent() + " requests of " + service
                            + " were neither answered nor counted");
        });
    }

    /** Whoever ordered something a while ago, and still wants it, was told what becomes of it. */
    private void ordersAreAnswered() {
        var now = world.time().instant();
        orders.stream()
                .filter(given -> isCommand(given.order().what()))
                .filter(given -> given.order().at().isBefore(now.minusSeconds(ANSWER_WITHIN)))
                .filter(given -> given.order().expires().filter(now::isAfter).isEmpty())
                .filter(given -> !answered.contains(given.number()))
                .findFirst()
                .ifPresent(given -> {
                    throw new Violation(
                            "orders are answered",
                            "order " + given.number() + " ("
                                    + Words.of(given.order().what()) + ") was not answered in " + ANSWER_WITHIN + " s");
                });
    }

    private static boolean isCommand(Order.What what) {
        return what instanceof Order.What.Migrate
                || what instanceof Order.What.Drill
                || what instanceof Order.What.RollBack;
    }

    Map<ServiceId, JournalEntry> journal() {
        return journal;
    }

    Map<ServiceId, WeightsRevision> heads() {
        return heads;
    }

    /** Orders that stand now without an end. */
    boolean isHeldForEver(ServiceId service) {
        return standing().given().stream()
                .anyMatch(given -> given.order().expires().isEmpty()
                        && given.order().service().map(service::equals).orElse(true));
    }

    static Duration soak(ShadowedService service) {
        return service.policy().saga().soak();
    }
}
