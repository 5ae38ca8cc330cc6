package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.foretell.Foreteller;
import dev.understudy.agent.grade.Grader;
import dev.understudy.agent.history.HistoryLog;
import dev.understudy.agent.http.AgentServer;
import dev.understudy.agent.http.Api;
import dev.understudy.agent.http.Metrics;
import dev.understudy.agent.http.StateSource;
import dev.understudy.agent.loop.BalancerReader;
import dev.understudy.agent.loop.CalendarReader;
import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.DataReader;
import dev.understudy.agent.loop.EffectRunner;
import dev.understudy.agent.loop.LeaseKeeper;
import dev.understudy.agent.loop.LedgerFollower;
import dev.understudy.agent.loop.LoadReader;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.agent.loop.Mandates;
import dev.understudy.agent.loop.Repeater;
import dev.understudy.agent.loop.Sightings;
import dev.understudy.agent.loop.SignalBoard;
import dev.understudy.agent.peer.Inbox;
import dev.understudy.agent.peer.Outbox;
import dev.understudy.agent.peer.PeerLink;
import dev.understudy.agent.store.AuditLog;
import dev.understudy.agent.store.DecisionRing;
import dev.understudy.agent.store.ScorecardStore;
import dev.understudy.agent.tasks.Tasks;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.control.Step;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.Identity;
import dev.understudy.identity.IdentityException;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.models.Kind;
import dev.understudy.models.OnsetModel;
import dev.understudy.probes.Prober;
import dev.understudy.signals.SignalSource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent of one zone. It wires the rooms together and does nothing else. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration BALANCER_PAUSE = Duration.ofMillis(500);
    private static final Duration DATA_PAUSE = Duration.ofMillis(350);
    private static final Duration FOLLOW_WAIT = Duration.ofSeconds(5);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    private static final Duration FEED_CONNECT_MAX = Duration.ofSeconds(5);
    private static final int DECISIONS_KEPT = 1_000;
    private static final long AUDIT_FILE_BYTES = 4L << 20;
    private static final int AUDIT_FILES = 4;
    private static final long HISTORIES_BYTES = 256L << 20;

    private final AgentConfig config;
    private final Surroundings around;
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** What was opened, the newest first: closed in this order. */
    private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();

    private final Mailbox mailbox;
    private final Sightings sightings = new Sightings();

    private Agent(AgentConfig config, Surroundings around) {
        this.config = config;
        this.around = around;
        int zones = config.peers().size() + config.probes().targets().size() + 1;
        this.mailbox = new Mailbox(256 + 32 * config.services().size() + 3 * zones * zones);
    }

    /**
     * Starts an agent; it runs until it is closed or a fault of ours ends it.
     *
     * @throws AgentException when something outside is in the way, such as a taken port or a ledger of another stack;
     *     nothing is left running then
     */
    public static Agent start(AgentConfig config, Surroundings around) throws AgentException {
        var agent = new Agent(config, around);
        try {
            agent.wire();
            return agent;
        } catch (IOException | LedgerException | IdentityException | LocalCloudException e) {
            agent.close();
            throw new AgentException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /** Completes with what ended the agent, if it is a fault of ours; never when the agent is closed. */
    public CompletableFuture<Throwable> fault() {
        return fault;
    }

    private void wire() throws IOException {
        var identity = Identity.load(config.identity());
        WeightsLedger ledger = opened(Ledgers.open(
                config.ledger(), Optional.of(config.stack()), Optional.of(config.identity()), around.clock()));
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(identity.sslContext())
                .connectTimeout(CONNECT_MAX)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        opened(client::shutdownNow); // an orderly end would wait for the slowest peer
        var ring = new DecisionRing(config.zone(), DECISIONS_KEPT, around.clock());
        var audit = audit();
        var worlds = config.services().stream()
                .map(service -> opened(ServiceWorld.open(service, config.localCloud(), around, identity, client)))
                .toList();
        var mandates = new Mandates(around.clock());
        var tasks = new Tasks(mandates, mailbox::offer, around.clock(), this::broke);
        var effects = effects(ledger, mandates, remember(ring, audit), tasks);
        worlds.forEach(world ->
                tasks.serve(world.id(), world.tasks(ledger, () -> effects.profiles(world.id()), sightings)));
        var loop = new ControllerLoop(
                controller(),
                config.services().stream()
                        .collect(Collectors.toMap(
                                service -> service.declared().service(),
                                service -> ControllerState.start(service.declared(), config.zone()))),
                mailbox,
                sightings::see,
                effects,
                TICK,
                around.clock(),
                around.nanos(),
                this::broke);
        opened(loop);
        var outbox = opened(new Outbox(
                config.zone(), links(client), config.probes().settings().window(), around.nanos(), this::broke));
        var prober = opened(new Prober(
                config.zone(),
                around.nanos(),
                around.clock(),
                new Random(around.chance().nextLong())));
        var report = new StateSource(
                config, around.clock(), loop::views, sightings, effects::profiles, tasks::underWay, outbox.links());
        LongSupplier lost = () -> audit.map(AuditLog::lost).orElse(0L);
        var board = board();
        var grader = grader(loop, board);
        var metrics = new Metrics(report::now, mailbox, prober::agentLags, lost, grader::report);
        var inbox = new Inbox(config, mailbox, around.clock(), around.nanos());
        var api = new Api(
                config.peers().keySet(), inbox::take, report::now, metrics::text, grader::report, ring, around.clock());
        opened(AgentServer.start(config.listen(), identity, api, this::broke));
        for (ServiceWorld world : worlds) {
            watch(world, client, outbox);
        }
        loop.start();
        repeat("grader", grader::turn);
        var learned = Kind.ROUND_TRIP.learned(OptionalInt.empty());
        repeat("foreteller", new Foreteller(loop::views, mailbox, around.clock(), learned)::turn);
        lead(ledger, inbox, follow(ledger), mandates, tasks);
        opened(tasks); // so that they are given up before the leases are given back
        prober.start(config.probes().targets(), config.probes().settings(), window -> seen(window, outbox));
        repeat("prober-watch", () -> proberRuns(prober));
    }

    /** Begins to read the feeds, if there are any. Strangers are asked by a client that knows nothing of our identity. */
    private SignalBoard board() {
        var signals = config.signals();
        var board = new SignalBoard(signals.places(), signals.sources(), mailbox, around.clock());
        if (signals.sources().isEmpty()) {
            return board;
        }
        var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(FEED_CONNECT_MAX)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        opened(client::shutdownNow);
        var zones = config.services().stream()
                .flatMap(service -> service.declared().catalogue().stream())
                .distinct()
                .toList();
        for (var spec : signals.sources()) {
            var source = SignalSource.of(spec, client, signals.places(), zones);
            repeat("signals-" + spec.name(), () -> board.read(source));
        }
        return board;
    }

    private Grader grader(ControllerLoop loop, SignalBoard board) throws IOException {
        Optional<ScorecardStore> store = config.stateDir().isEmpty()
                ? Optional.empty()
                : Optional.of(ScorecardStore.open(config.stateDir().get()));
        return opened(new Grader(
                config.zone(),
                loop::views,
                board::book,
                config.signals().stakes(),
                store,
                OnsetModel.shipped()::probability,
                mailbox,
                around.clock()));
    }

    private EffectRunner effects(
            WeightsLedger ledger, Mandates mandates, BiConsumer<ServiceId, Decision> decisions, Tasks tasks) {
        return new EffectRunner(
                ledger,
                mailbox,
                new Author(Author.Kind.AGENT, config.zone().value()),
                mandates,
                decisions,
                tasks::perform,
                around.clock(),
                around.chance(),
                this::broke);
    }

    /** The controller, whose turns are kept where there is a place for them. */
    private BiFunction<ControllerState, Event, Step> controller() throws IOException {
        if (config.stateDir().isEmpty()) {
            return Controller::step;
        }
        var version = Objects.requireNonNullElse(Agent.class.getPackage().getImplementationVersion(), "development");
        return opened(HistoryLog.open(
                        config.stateDir().get(), HISTORIES_BYTES, config.zone(), version, around.clock(), this::broke))
                .around(Controller::step);
    }

    private Optional<AuditLog> audit() throws IOException {
        if (config.stateDir().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(opened(AuditLog.open(config.stateDir().get(), AUDIT_FILE_BYTES, AUDIT_FILES, this::broke)));
    }

    private static BiConsumer<ServiceId, Decision> remember(DecisionRing ring, Optional<AuditLog> audit) {
        return (service, decision) -> {
            LOG.info("{}: {}", service, decision.explain());
            var kept = ring.add(service, decision);
            audit.ifPresent(log -> log.add(kept));
        };
    }

    private List<PeerLink> links(HttpClient client) {
        return config.peers().entrySet().stream()
                .map(peer -> new PeerLink(peer.getKey(), peer.getValue(), client, this::broke))
                .toList();
    }

    private LedgerFollower follow(WeightsLedger ledger) {
        var services = config.services().stream()
                .map(service -> service.declared().service())
                .collect(Collectors.toSet());
        var follower = new LedgerFollower(ledger, services, FOLLOW_WAIT, mailbox, around.clock(), around.chance());
        repeat("ledger-follower", follower::turn);
        return follower;
    }

    private void watch(ServiceWorld world, HttpClient client, Outbox outbox) {
        var id = world.id();
        if (!world.service().calendars().isEmpty()) {
            var calendars =
                    new CalendarReader(id, world.service().calendars(), around.calendars(), mailbox, around.clock());
            repeat("calendars-" + id, calendars::turn);
        }
        world.data().ifPresent(replica -> {
            var data = new DataReader(id, replica, DATA_PAUSE, mailbox, around.clock(), around.chance());
            repeat("data-" + id, data::turn);
        });
        var reader = new BalancerReader(id, world.balancer(), BALANCER_PAUSE, mailbox, around.clock(), around.chance());
        repeat("balancer-" + id, reader::turn);
        var own = world.service().endpoints().getOrDefault(config.zone(), List.of());
        if (!own.isEmpty()) {
            var loads = new LoadReader(
                    id, config.zone(), own, client, load -> seen(load, outbox), around.clock(), around.chance());
            repeat("load-" + id, loads::turn);
        }
    }

    private void lead(WeightsLedger ledger, Inbox inbox, LedgerFollower follower, Mandates mandates, Tasks tasks) {
        var keepers = config.services().stream()
                .map(AgentConfig.Service::declared)
                .map(declared -> keeper(declared, ledger, inbox, follower, lease -> {
                    var id = declared.service();
                    mandates.know(id, lease);
                    tasks.leaseChanged(id);
                    mailbox.offer(id, new Event.LeaseChanged(around.clock().instant(), lease));
                }))
                .toList();
        opened(() -> releaseAll(keepers));
        keepers.forEach(keeper -> repeat("lease-" + keeper.service(), keeper::turn));
    }

    private LeaseKeeper keeper(
            ShadowedService declared,
            WeightsLedger ledger,
            Inbox inbox,
            LedgerFollower follower,
            Consumer<LeaseState> news) {
        return new LeaseKeeper(
                ledger,
                declared.service(),
                config.zone().value(),
                around.leaseTtl(),
                headStart(declared),
                inbox::isDeaf,
                around.clock(),
                around.nanos(),
                around.chance(),
                follower::catchUp,
                news);
    }

    /** Who leads should not be in the zone that may die: a new leader is found only when the old one's lease has ended. */
    private Duration headStart(ShadowedService declared) {
        if (config.zone().equals(declared.primary())) {
            return around.leaseTtl();
        }
        return config.zone().equals(declared.shadow()) ? around.leaseTtl().dividedBy(5) : Duration.ZERO;
    }

    private static void releaseAll(List<LeaseKeeper> keepers) throws InterruptedException {
        var releases = keepers.stream()
                .map(keeper ->
                        Thread.ofVirtual().name("release-" + keeper.service()).start(keeper::close))
                .toList();
        for (Thread release : releases) {
            release.join();
        }
    }

    private void seen(LatencyWindow window, Outbox outbox) {
        mailbox.offerToAll(new Event.Measured(around.clock().instant(), window));
        outbox.add(window);
    }

    private void seen(ServiceLoad load, Outbox outbox) {
        mailbox.offer(load.service(), new Event.LoadRead(around.clock().instant(), load));
        outbox.add(load);
    }

    private static Duration proberRuns(Prober prober) {
        if (!prober.isRunning()) {
            throw new IllegalStateException("the prober has ended; the log says why");
        }
        return Duration.ofSeconds(1);
    }

    private void repeat(String name, Repeater.Turn turn) {
        opened(Repeater.start(name, turn, this::broke));
    }

    private void broke(Throwable cause) {
        if (!closed.get()) {
            fault.complete(cause);
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.push(closeable);
        return closeable;
    }

    /** Ends in order: stops looking, gives the leases back, lets go of everything. Bounded in time; a second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (AutoCloseable closeable : open) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("closing {} failed", closeable.getClass().getSimpleName(), e);
            }
        }
    }
}
