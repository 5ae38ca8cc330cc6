package dev.understudy.core.control;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Latch;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.migrate.Weighing;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.History;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Pool;
import dev.understudy.core.saga.Scene;
import dev.understudy.core.saga.Upkeep;
import dev.understudy.core.saga.Warnings;
import dev.understudy.core.saga.Works;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything the controller of one service knows. Immutable; only {@link Controller#step} makes the next one. */
public final class ControllerState {
    final ShadowedService service;
    final Author author;
    final Instant startedAt;
    final Instant now;
    final FleetView fleet;
    final LeaseState lease;
    final @Nullable WeightsRevision head;
    final @Nullable Application application;
    final MigrationState saga;
    final long journal;
    final @Nullable Leg leg;
    final Works works;
    final @Nullable DataView data;
    final Upkeep upkeep;
    final Foresight foresight;
    final Pool pool;
    final List<CopyProgress> rounds;
    final Orders orders;
    final Windows windows;
    final Warnings warnings;
    final SortedMap<Long, Answer> said;
    final int journalRefusals;
    final Optional<Scene.Refused> refusedOrder;
    final Weighing weighing;
    final Latch danger;
    final Latch calm;
    final Instant pinnedUntil;
    final @Nullable WeightsChange appending;
    final @Nullable JournalEntry journaling;
    final Instant retryAt;
    final String refusal;
    final Instant wakeAt;
    final Instant profilesAt;
    final Assessment assessment;
    final Decision decision;
    final String news;
    final Instant newsSince;
    final String announced;

    ControllerState(Draft draft) {
        service = draft.service;
        author = draft.author;
        startedAt = draft.startedAt;
        now = draft.now;
        fleet = draft.fleet;
        lease = draft.lease;
        head = draft.head;
        application = draft.application;
        saga = draft.saga;
        journal = draft.journal;
        leg = draft.leg;
        works = draft.works;
        data = draft.data;
        upkeep = draft.upkeep;
        foresight = draft.foresight;
        pool = draft.pool;
        rounds = draft.rounds;
        orders = draft.orders;
        windows = draft.windows;
        warnings = draft.warnings;
        said = draft.said;
        journalRefusals = draft.journalRefusals;
        refusedOrder = draft.refusedOrder;
        weighing = draft.weighing;
        danger = draft.danger;
        calm = draft.calm;
        pinnedUntil = draft.pinnedUntil;
        appending = draft.appending;
        journaling = draft.journaling;
        retryAt = draft.retryAt;
        refusal = draft.refusal;
        wakeAt = draft.wakeAt;
        profilesAt = draft.profilesAt;
        assessment = draft.assessment;
        decision = draft.decision;
        news = draft.news;
        newsSince = draft.newsSince;
        announced = draft.announced;
    }

    /** A controller that knows nothing yet but the service. It runs in the zone whose agent signs its changes. */
    public static ControllerState start(ShadowedService service, ZoneId agent) {
        return start(service, agent, Foresight.OF_LATE);
    }

    /** As {@link #start(ShadowedService, ZoneId)}, with another view of what is to come. */
    public static ControllerState start(ShadowedService service, ZoneId agent, Foresight foresight) {
        return new ControllerState(new Draft(service, new Author(Author.Kind.AGENT, agent.value()), foresight));
    }

    /** As {@link #start(ShadowedService, ZoneId)}, with changes signed as the agent of the primary. */
    public static ControllerState start(ShadowedService service) {
        return start(service, service.primary());
    }

    /** The service as declared. */
    public ShadowedService service() {
        return service;
    }

    /** What was decided last. */
    public Decision decision() {
        return decision;
    }

    /** Score, probability, heat, health and forecasts as of the last event. */
    public Assessment assessment() {
        return assessment;
    }

    /** Where the service is on its way, as the journal says. */
    public MigrationState saga() {
        return saga;
    }

    /** Sequence of the newest journal entry known; 0 when there is none. */
    public long journal() {
        return journal;
    }

    /** The sizes and the writer that shall be in force: those of the newest revision, else the program's. */
    public Provision provision() {
        return head == null ? Provision.AS_DECLARED : head.change().provision();
    }

    /** What the database last said of itself; empty where there is none or it cannot be read. */
    public Optional<DataView> data() {
        return Optional.ofNullable(data);
    }

    /** Where the service is on its way, in words: the state of its saga, or where the traffic rests. */
    public String phase() {
        return switch (saga) {
            case MigrationState.Watching _ -> resting();
            case MigrationState.Moving moving -> moving.phase();
        };
    }

    private String resting() {
        var route = new Route(service);
        if (route.isHome(desired())) {
            return "at home";
        }
        return route.isAway(desired()) ? "away" : "part of the way";
    }

    /** Number of the newest revision known; 0 when there is none. */
    public long headNumber() {
        return head == null ? 0 : head.number();
    }

    /** The newest revision known. */
    public Optional<WeightsRevision> head() {
        return Optional.ofNullable(head);
    }

    /** The weights that shall be in force: those of the newest revision, else the program's. */
    public Weights desired() {
        return head == null ? service.declared() : head.change().weights();
    }

    /** The weights in force, as the balancer says; empty while it cannot be read. */
    public Optional<Weights> effective() {
        return fleet.balancer(now).map(view -> view.effective());
    }

    /** The last revision the reconciler reported as applied. */
    public Optional<Application> application() {
        return Optional.ofNullable(application);
    }

    /** What is known of the lease. */
    public LeaseState lease() {
        return lease;
    }

    /** Everything that was seen. */
    public FleetView fleet() {
        return fleet;
    }

    /** Time of the last event. */
    public Instant now() {
        return now;
    }

    /** The state while it is being worked out. */
    static final class Draft {
        final ShadowedService service;
        final Author author;
        Instant startedAt = Instant.EPOCH; // of the first event: the service is declared since then at the latest
        Instant now = Instant.EPOCH;
        FleetView fleet;
        LeaseState lease = new LeaseState.Unknown();

        @Nullable
        WeightsRevision head;

        @Nullable
        Application application;

        MigrationState saga = new MigrationState.Watching(Instant.EPOCH, History.NONE);
        long journal;

        @Nullable
        Leg leg;

        Works works = Works.NONE;

        @Nullable
        DataView data;

        Upkeep upkeep = Upkeep.NONE;
        final Foresight foresight;
        Pool pool = Pool.NONE;
        List<CopyProgress> rounds = List.of();
        Orders orders = Orders.NONE;
        Windows windows = Windows.NONE;
        Warnings warnings = Warnings.NONE;
        SortedMap<Long, Answer> said = new TreeMap<>();
        int journalRefusals;
        Optional<Scene.Refused> refusedOrder = Optional.empty();

        Weighing weighing;
        Latch danger = Latch.OFF;
        Latch calm = Latch.OFF;
        Instant pinnedUntil = Instant.EPOCH;

        @Nullable
        WeightsChange appending;

        @Nullable
        JournalEntry journaling;

        Instant retryAt = Instant.EPOCH;
        String refusal = "";
        Instant wakeAt = Instant.EPOCH;
        Instant profilesAt = Instant.EPOCH;
        Assessment assessment = Assessment.NONE;
        Decision decision = new Decision.Hold(Because.of("nothing was measured yet"));
        String news = "";
        Instant newsSince = Instant.EPOCH;
        String announced = "";

        Draft(ShadowedService service, Author author, Foresight foresight) {
            var policy = service.policy();
            this.service = service;
            this.author = author;
            this.foresight = foresight;
            this.weighing = Weighing.start(policy);
            this.fleet = FleetView.empty(new HealthRules(
                    policy.quorum(), policy.minSamples(), policy.gate().maxLatencyRatio(), policy.horizon()));
        }

        Draft(ControllerState state) {
            service = state.service;
            author = state.author;
            startedAt = state.startedAt;
            now = state.now;
            fleet = state.fleet;
            lease = state.lease;
            head = state.head;
            application = state.application;
            saga = state.saga;
            journal = state.journal;
            leg = state.leg;
            works = state.works;
            data = state.data;
            upkeep = state.upkeep;
            foresight = state.foresight;
            pool = state.pool;
            rounds = state.rounds;
            orders = state.orders;
            windows = state.windows;
            warnings = state.warnings;
            said = state.said;
            journalRefusals = state.journalRefusals;
            refusedOrder = state.refusedOrder;
            weighing = state.weighing;
            danger = state.danger;
            calm = state.calm;
            pinnedUntil = state.pinnedUntil;
            appending = state.appending;
            journaling = state.journaling;
            retryAt = state.retryAt;
            refusal = state.refusal;
            wakeAt = state.wakeAt;
            profilesAt = state.profilesAt;
            assessment = state.assessment;
            decision = state.decision;
            news = state.news;
            newsSince = state.newsSince;
            announced = state.announced;
        }

        Weights desired() {
            return head == null ? service.declared() : head.change().weights();
        }

        Provision provision() {
            return head == null ? Provision.AS_DECLARED : head.change().provision();
        }

        long headNumber() {
            return head == null ? 0 : head.number();
        }
    }
}
