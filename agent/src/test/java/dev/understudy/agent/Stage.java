package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.config.AgentConfigReader;
import dev.understudy.agent.config.ConfigException;
import dev.understudy.agent.loop.Repeater;
import dev.understudy.calendars.CalendarFiles;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.LedgerServer;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.json.CoreJson;
import dev.understudy.probes.NanoClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Three zones on loopback with everything real but the balancer and the engine: agents, probes, certificates and the
 * ledger's endpoint. A stand-in for the reconciler applies each revision as it is recorded.
 */
final class Stage implements AutoCloseable {
    static final Duration TTL = Duration.ofMillis(1_500);
    private static final StackId STACK = new StackId("shop", "dev");
    private static final String LEDGER_HOST = "127.77.251.1";
    private static final MigrationPolicy POLICY = new MigrationPolicy(
            20,
            5,
            List.of(1_000, 5_000, 10_000),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            3,
            2,
            new MigrationPolicy.ScoreWeights(1, 0, 0),
            new MigrationPolicy.Gate(0.05, 10, 1));

    private final Path directory;
    private final ShadowedService shop;
    private final Optional<DataDouble> data;
    /** Second instances, which run when the stack says so. */
    private final Map<ZoneId, ZoneDouble> spares = new TreeMap<>();

    private final InstantSource clock = InstantSource.system();
    private final CertificateAuthority authority;
    private final Map<ZoneId, ZoneDouble> instances = new TreeMap<>();
    private final Map<ZoneId, Integer> ports = new TreeMap<>();
    private final Map<ZoneId, Agent> agents = new ConcurrentHashMap<>();
    private final BalancerDouble balancer;
    private final WeightsLedger file;
    private final int ledgerPort;
    private final Repeater reconciler;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private Optional<LedgerServer> server = Optional.empty();
    private long followed;
    private Map<String, Object> signals = Map.of();

    /** Without data: a service whose sizes are left alone. */
    Stage(Path directory) throws IOException {
        this(directory, Samples.shop(POLICY), Optional.empty());
    }

    /** With a database, and a second instance in each zone that runs when the stack says so. */
    static Stage withData(Path directory) throws IOException {
        var policy = new MigrationPolicy(
                POLICY.threshold(),
                POLICY.returnBelow(),
                POLICY.stepsBasisPoints(),
                POLICY.dwell(),
                POLICY.coolDown(),
                POLICY.horizon(),
                POLICY.minSamples(),
                POLICY.quorum(),
                POLICY.weights(),
                new MigrationPolicy.Gate(1, 1_000, 1), // a busy machine must not turn it back
                new SagaPolicy(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        false,
                        Limits.DEFAULT,
                        Duration.ZERO,
                        0,
                        Duration.ofDays(14),
                        Duration.ZERO));
        return new Stage(
                directory,
                Samples.shopWithData(policy),
                Optional.of(new DataDouble(Samples.A, List.of(Samples.B, Samples.C))));
    }

    private Stage(Path directory, ShadowedService shop, Optional<DataDouble> data) throws IOException {
        this.directory = directory;
        this.shop = shop;
        this.data = data;
        this.authority = CertificateAuthority.create(directory.resolve("ca"));
        for (ZoneId zone : List.of(Samples.A, Samples.B)) {
            instances.put(zone, new ZoneDouble(host(zone)));
        }
        if (data.isPresent()) {
            for (ZoneId zone : instances.keySet()) {
                spares.put(zone, new ZoneDouble(host(zone)));
            }
        }
        size(Provision.AS_DECLARED);
        for (ZoneId zone : List.of(Samples.A, Samples.B, Samples.C)) {
            ports.put(zone, Ports.free(host(zone)));
            authority.issue("agent-" + zone, List.of(host(zone)), identity("agent-" + zone));
        }
        authority.issue("ledger", List.of(LEDGER_HOST), identity("ledger"));
        authority.issue("person-ada", List.of(), identity("person-ada"));
        this.balancer = new BalancerDouble(
                Weights.allTo(Samples.A, List.of(Samples.B)),
                zone -> instance(zone).delay().toMillis() + 1.0,
                this::up,
                clock);
        this.ledgerPort = Ports.free(LEDGER_HOST);
        this.file = Ledgers.open(
                URI.create("file://" + directory.resolve("dev.ledger")), Optional.of(STACK), Optional.empty(), clock);
        this.reconciler = Repeater.start("reconciler", this::reconcile, faults::add);
    }

    static String host(ZoneId zone) {
        return "127.77." + (zone.value().charAt(5) - 'a' + 1) + ".1";
    }

    ZoneDouble instance(ZoneId zone) {
        return Objects.requireNonNull(instances.get(zone), "no instance in " + zone);
    }

    BalancerDouble balancer() {
        return balancer;
    }

    private Path identity(String name) {
        return directory.resolve("identities").resolve(name);
    }

    private int port(ZoneId zone) {
        return ports.getOrDefault(zone, 0);
    }

    /** What agents that start from now on read of others. */
    void signals(Map<String, Object> section) {
        signals = section;
    }

    void startLedger() {
        server = Optional.of(LedgerServer.start(
                directory.resolve("dev.ledger"),
                STACK,
                Identity.load(identity("ledger")),
                LEDGER_HOST,
                ledgerPort,
                clock));
    }

    void stopLedger() {
        server.ifPresent(LedgerServer::close);
        server = Optional.empty();
    }

    void startAgent(ZoneId zone) throws AgentException, ConfigException {
        var around = new Surroundings(
                clock,
                NanoClock.system(),
                new Random(zone.hashCode()),
                (_, _) -> new View(balancer),
                (_, _) -> new Admin(balancer),
                (_, _, _) -> data.orElseThrow(),
                (files, now) -> CalendarFiles.read(files, now, ZoneOffset.UTC),
                TTL);
        agents.put(zone, Agent.start(config(zone), around));
    }

    void startAgents() throws AgentException, ConfigException {
        for (ZoneId zone : ports.keySet()) {
            startAgent(zone);
        }
    }

    void stopAgent(ZoneId zone) {
        Objects.requireNonNull(agents.remove(zone), "no agent in " + zone).close();
    }

    private AgentConfig config(ZoneId zone) throws ConfigException {
        var peers = new TreeMap<String, String>();
        ports.forEach((each, port) -> peers.put(each.value(), host(each) + ":" + port));
        var targets = new ArrayList<Map<String, Object>>();
        instances.forEach((each, instance) -> targets.add(Map.of(
                "zone", each.value(),
                "address", host(each),
                "tcpPort", instance.port(),
                "http", "http://" + host(each) + ":" + instance.port() + "/healthz",
                "icmp", false)));
        targets.add(Map.of("zone", "zone-c", "address", host(Samples.C), "tcpPort", port(Samples.C), "icmp", false));
        var endpoints = new TreeMap<String, List<String>>();
        instances.forEach((each, _) -> endpoints.put(
                each.value(),
                Stream.of(instances.get(each), spares.get(each))
                        .filter(Objects::nonNull)
                        .map(slot -> host(each) + ":" + slot.port())
                        .toList()));
        var service = new TreeMap<String, Object>(Map.of(
                "service",
                shop,
                "endpoints",
                endpoints,
                "balancer",
                "127.77.250.1:9001",
                "admin",
                "127.77.250.1:9000"));
        var config = new TreeMap<String, Object>();
        data.ifPresent(_ -> {
            service.put("database", "orders");
            config.put("localCloud", directory.resolve("cloud.sock").toString());
        });
        config.putAll(Map.of(
                "zone", zone.value(),
                "listen", host(zone) + ":" + port(zone),
                "identity", identity("agent-" + zone).toString(),
                "ledger", "https://" + LEDGER_HOST + ":" + ledgerPort,
                "project", STACK.project(),
                "stack", STACK.stack(),
                "stateDir", directory.resolve("state").resolve(zone.value()).toString(),
                "peers", peers,
                "probes", Map.of("intervalMillis", 25, "timeoutMillis", 500, "windowMillis", 250, "targets", targets),
                "services", List.of(service)));
        if (!signals.isEmpty()) {
            config.put("signals", signals);
        }
        var json = CoreJson.write(config);
        return AgentConfigReader.parse("config of " + zone, json);
    }

    private Duration reconcile() {
        for (LedgerRecord record : file.read(followed, 100)) {
            followed = record.sequence();
            if (record instanceof LedgerRecord.Revised(var _, WeightsRevision revision)) {
                Instant started = clock.instant();
                var _ = balancer.apply(revision);
                size(revision.change().provision());
                file.applied(new Application(
                        revision.number(), Samples.SHOP, (int) revision.number(), started, clock.instant()));
            }
        }
        return Duration.ofMillis(20);
    }

    private void size(Provision provision) {
        spares.forEach((zone, spare) -> {
            var sizing = shop.sizing();
            int declared = zone.equals(shop.primary()) ? sizing.primaryInstances() : sizing.shadowInstances();
            spare.ready(provision.instances().getOrDefault(zone, declared) > 1);
        });
    }

    private int up(ZoneId zone) {
        var spare = spares.get(zone);
        return spare != null && spare.ready() ? 2 : 1;
    }

    DataDouble data() {
        return data.orElseThrow();
    }

    /** The journal so far: names of the states, one after the other, each once. */
    List<String> states() {
        var states = new ArrayList<String>();
        for (LedgerRecord record : file.read(0, 10_000)) {
            if (record instanceof LedgerRecord.Journaled(var _, var entry, var _)) {
                String name = entry.state().getClass().getSimpleName();
                if (states.isEmpty() || !states.getLast().equals(name)) {
                    states.add(name);
                }
            }
        }
        return states;
    }

    /** Revisions recorded so far, oldest first. */
    List<WeightsRevision> revisions() {
        var revisions = new ArrayList<WeightsRevision>();
        for (LedgerRecord record : file.read(0, 10_000)) {
            if (record instanceof LedgerRecord.Revised(var _, WeightsRevision revision)) {
                revisions.add(revision);
            }
        }
        return revisions;
    }

    /** The state of the service as an agent tells it to a person. */
    JsonNode state(ZoneId zone) throws Exception {
        return CoreJson.mapper().readTree(ask(zone, "/v1/state"));
    }

    /** What an agent answers a person. */
    String ask(ZoneId zone, String path) throws Exception {
        var ada = Identity.load(identity("person-ada"));
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(ada.sslContext())
                .build()) {
            var request = HttpRequest.newBuilder(URI.create("https://" + host(zone) + ":" + port(zone) + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    /** What an agent knows of the lease: {@code held}, {@code heldBy} or {@code unknown}. */
    String lease(ZoneId zone) throws Exception {
        return state(zone).at("/services/0/lease/what/kind").asString("none");
    }

    /** The zone of the agent that leads, if exactly one does. */
    Optional<ZoneId> leader() throws Exception {
        var leaders = new ArrayList<ZoneId>();
        for (ZoneId zone : agents.keySet()) {
            if (lease(zone).equals("held")) {
                leaders.add(zone);
            }
        }
        return leaders.size() == 1 ? Optional.of(leaders.getFirst()) : Optional.empty();
    }

    Path audit(ZoneId zone) {
        return directory.resolve("state").resolve(zone.value()).resolve("decisions.jsonl");
    }

    boolean audited(ZoneId zone) {
        return Files.exists(audit(zone));
    }

    /** What broke, in the stand-in or in an agent that still runs. */
    List<Throwable> faults() {
        var all = new ArrayList<>(faults);
        agents.values().forEach(agent -> {
            if (agent.fault().isDone()) {
                all.add(agent.fault().join());
            }
        });
        return all;
    }

    @Override
    public void close() {
        agents.values().parallelStream().forEach(Agent::close);
        reconciler.close();
        stopLedger();
        file.close();
        instances.values().forEach(ZoneDouble::close);
        spares.values().forEach(ZoneDouble::close);
    }

    /** The same balancer, to change. */
    private record Admin(BalancerDouble balancer) implements LoadBalancer {
        @Override
        public Applied apply(WeightsRevision wanted) {
            return balancer.apply(wanted);
        }

        @Override
        public Observed observe() {
            return balancer.observe();
        }

        @Override
        public void close() {}
    }

    /** A view that an agent may close without ending the balancer of the others. */
    private record View(BalancerDouble balancer) implements LoadBalancer {
        @Override
        public Applied apply(WeightsRevision wanted) {
            throw new IllegalStateException("an agent applied revision " + wanted.number() + "; it may only observe");
        }

        @Override
        public Observed observe() {
            return balancer.observe();
        }

        @Override
        public void close() {}
    }
}
