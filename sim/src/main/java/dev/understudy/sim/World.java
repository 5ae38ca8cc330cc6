package dev.understudy.sim;

import dev.understudy.core.calendar.Window;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MemoryLedger;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Everything there is, wired together, from one plan. */
final class World {
    private final Plan plan;
    private final Rig rig;
    private final Timeline time = new Timeline();
    private final Dice dice;
    private final Network network;
    private final SimWeather weather = new SimWeather();
    private final SimClock ledgerClock;
    private final MemoryLedger chain;
    private final SimLedger ledger;
    private final SimFleet fleet;
    private final Map<ServiceId, SimBalancer> balancers = new TreeMap<>();
    private final Map<ServiceId, SimDatabase> databases = new TreeMap<>();
    private final Map<ServiceId, Traffic> traffic = new TreeMap<>();
    private final Map<ZoneId, SimAgent> agents = new TreeMap<>();
    private final SimReconciler reconciler;
    private final Senses senses;
    private final Faults faults;
    private final Invariants invariants;
    private final List<Window> freezes = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<BiConsumer<ServiceId, Decision>> hearers = new ArrayList<>();

    World(Plan plan, Rig rig) {
        this.plan = plan;
        this.rig = rig;
        this.dice = new Dice(plan.seed());
        this.network = new Network(time, dice.of("network"));
        this.ledgerClock = clock("ledger");
        this.chain = new MemoryLedger(new StackId("sim", "seed-" + plan.seed()), ledgerClock::instant);
        this.ledger = new SimLedger(rig.rules().apply(chain), time);
        this.fleet = new SimFleet(time, dice.of("fleet"), plan.room());
        this.invariants = new Invariants(this);
        plan.services().forEach(this::build);
        for (Zone zone : plan.zones()) {
            agents.put(
                    zone.id(), new SimAgent(this, zone.id(), clock(zone.id().value()), dice.of("agent " + zone.id())));
        }
        this.reconciler = new SimReconciler(this, dice.of("reconciler"));
        this.senses = new Senses(this, dice.of("senses"));
        this.faults = new Faults(this);
        ledger.listen(this::recorded);
        plan.services().forEach(service -> deploy(service.declared()));
        agents.values().forEach(SimAgent::start);
        reconciler.start();
        senses.start();
        invariants.witness().start();
        faults.begin();
    }

    private SimClock clock(String of) {
        return new SimClock(time, dice.of("clock " + of).between(-plan.driftRatio(), plan.driftRatio() + 1e-12));
    }

    private void build(Plan.Service service) {
        var declared = service.declared();
        var id = declared.service();
        var sizes = declaredSizes(service);
        var slots = new TreeMap<ZoneId, Integer>();
        int most =
                Math.max(declared.sizing().primaryInstances(), declared.sizing().shadowInstances());
        sizes.forEach((zone, instances) -> {
            slots.put(zone, most);
            fleet.begin(id, zone, instances);
        });
        var halves = dice.of("halves " + id);
        var balancer = new SimBalancer(
                id, declared.declared(), slots, time::instant, rig.law(), () -> halves.happens(faults().halfDone()));
        balancer.watch((weights, by) -> invariants.weighed(id, weights, by));
        slots.keySet().forEach(zone -> balancer.pool(zone).serversUp = sizes.getOrDefault(zone, 0));
        balancers.put(id, balancer);
        traffic.put(id, new Traffic(this, service));
        if (declared.data() instanceof DataPolicy.Replicated data) {
            databases.put(id, new SimDatabase(id, declared.replication(), data.zones(), time, network, rig.data()));
        }
    }

    /** A person has run the program: its weights are recorded and in force. */
    private void deploy(ShadowedService declared) {
        var change = new WeightsChange(
                declared.service(),
                declared.declared(),
                Fence.NONE,
                new Author(Author.Kind.PROGRAM, "program"),
                Because.of("the program declares it so"),
                new TreeMap<>());
        if (ledger.write(rules -> rules.append(change, 0))
                instanceof SimLedger.Reply.Said<Append>(Append.Appended(var revision))) {
            balancer(declared.service()).apply(revision);
        }
    }

    /** Instances that the program declares, by zone. */
    SortedMap<ZoneId, Integer> declaredSizes(Plan.Service service) {
        var declared = service.declared();
        var sizes = new TreeMap<ZoneId, Integer>();
        sizes.put(declared.primary(), declared.sizing().primaryInstances());
        sizes.put(declared.shadow(), declared.sizing().shadowInstances());
        return sizes;
    }

    private void recorded(LedgerRecord record) {
        invariants.recorded(record);
        if (record instanceof LedgerRecord.Journaled journaled) {
            said.add(journaled.entry().because().sentence());
        } else if (record instanceof LedgerRecord.Answered answered) {
            said.add(answered.answer().text());
        }
        for (SimAgent agent : agents.values()) {
            if (agent.isUp()) {
                agent.wakeFollower();
            }
        }
        reconciler.wake();
    }

    // ---- running --------------------------------------------------------------------------------------------------

    /** Lets the next event happen if it is due by then. */
    boolean step(long until) {
        boolean stepped = time.step(until);
        invariants.afterEvent();
        return stepped;
    }

    /** What every agent decided last, for people. */
    void decided(ZoneId zone, ServiceId service, Decision decision) {
        note(zone + " " + service + " " + decision.getClass().getSimpleName());
        if (leads(zone, service)) {
            said.add(decision.explain());
            hearers.forEach(hearer -> hearer.accept(service, decision));
        }
    }

    boolean leads(ZoneId zone, ServiceId service) {
        return agents.get(zone) instanceof SimAgent agent
                && agent.isUp()
                && agent.lease(service).filter(AgentLease::isHeld).isPresent();
    }

    void note(String what) {
        time.note(what);
    }

    /** Kills an agent; something starts it again soon. */
    void kill(SimAgent agent) {
        agent.crash();
        note("killed " + agent.zone());
        time.after(3_000, () -> revive(agent));
    }

    /** Starts an agent unless it runs or its zone is dead. */
    void revive(SimAgent agent) {
        if (!agent.isUp() && !weather.isDead(agent.zone()) && !faults.keepsDown(agent.zone())) {
            agent.start();
        }
    }

    // ---- parts ----------------------------------------------------------------------------------------------------

    Plan plan() {
        return plan;
    }

    Plan.Service service(ServiceId id) {
        return plan.services().stream()
                .filter(service -> service.declared().service().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + id));
    }

    Timeline time() {
        return time;
    }

    Dice dice(String part) {
        return dice.of(part);
    }

    Network network() {
        return network;
    }

    SimWeather weather() {
        return weather;
    }

    SimLedger ledger() {
        return ledger;
    }

    MemoryLedger chain() {
        return chain;
    }

    SimFleet fleet() {
        return fleet;
    }

    Mind mind() {
        return rig.mind();
    }

    Invariants invariants() {
        return invariants;
    }

    Faults faults() {
        return faults;
    }

    SimReconciler reconciler() {
        return reconciler;
    }

    Map<ServiceId, SimDatabase> databases() {
        return databases;
    }

    Map<ServiceId, Traffic> traffic() {
        return traffic;
    }

    Map<ZoneId, SimAgent> agents() {
        return agents;
    }

    /** Hears what leaders decide. */
    void hear(BiConsumer<ServiceId, Decision> hearer) {
        hearers.add(hearer);
    }

    /** Every sentence of leaders: decisions, journal entries and answers. */
    List<String> said() {
        return said;
    }

    SimBalancer balancer(ServiceId service) {
        var balancer = balancers.get(service);
        if (balancer == null) {
            throw new IllegalArgumentException("no balancer of service " + service);
        }
        return balancer;
    }

    List<Window> freezes() {
        return freezes;
    }

    // ---- how bad it is now ----------------------------------------------------------------------------------------

    double rttMillis(ZoneId zone) {
        return 1 + weather.extraMillis(zone, time.now());
    }

    /** Requests per second of a service now. */
    double demand(ServiceId service) {
        return traffic.get(service) instanceof Traffic clients ? clients.requestsPerSecond() : 0;
    }

    long staleMillis() {
        return faults.staleMillis();
    }

    double sluggishness() {
        return faults.sluggishness();
    }

    double fragility() {
        return faults.fragility();
    }

    long slowUpdateMillis() {
        return faults.slowUpdateMillis();
    }

    double halfDone() {
        return faults.halfDone();
    }

    /** Whether a service has all the instances that its newest revision in force wants. */
    boolean isWhole(ServiceId service) {
        return plan.services().stream()
                .filter(each -> each.declared().service().equals(service))
                .allMatch(each -> declaredSizes(each).keySet().stream()
                        .allMatch(zone -> fleet.ready(service, zone) == fleet.started(service, zone)));
    }
}
