package dev.understudy.core.control;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Latch;
import dev.understudy.core.migrate.MoveState;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Optional;
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
    final MoveState move;
    final Latch danger;
    final Latch calm;
    final Instant pinnedUntil;
    final Instant outAllowedAt;
    final Instant homeAllowedAt;
    final int failures;
    final @Nullable InFlight inFlight;
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
        move = draft.move;
        danger = draft.danger;
        calm = draft.calm;
        pinnedUntil = draft.pinnedUntil;
        outAllowedAt = draft.outAllowedAt;
        homeAllowedAt = draft.homeAllowedAt;
        failures = draft.failures;
        inFlight = draft.inFlight;
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
        return new ControllerState(new Draft(service, new Author(Author.Kind.AGENT, agent.value())));
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

    /** Where the service is on its way. */
    public MoveState move() {
        return move;
    }

    /** Where the service is on its way, in words. */
    public String phase() {
        return move.phase();
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

        MoveState move;
        Latch danger = Latch.OFF;
        Latch calm = Latch.OFF;
        Instant pinnedUntil = Instant.EPOCH;
        Instant outAllowedAt = Instant.EPOCH;
        Instant homeAllowedAt = Instant.EPOCH;
        int failures;

        @Nullable
        InFlight inFlight;

        Instant retryAt = Instant.EPOCH;
        String refusal = "";
        Instant wakeAt = Instant.EPOCH;
        Instant profilesAt = Instant.EPOCH;
        Assessment assessment = Assessment.NONE;
        Decision decision = new Decision.Hold(Because.of("nothing was measured yet"));
        String news = "";
        Instant newsSince = Instant.EPOCH;
        String announced = "";

        Draft(ShadowedService service, Author author) {
            var policy = service.policy();
            this.service = service;
            this.author = author;
            this.fleet = FleetView.empty(new HealthRules(
                    policy.quorum(), policy.minSamples(), policy.gate().maxLatencyRatio(), policy.horizon()));
            this.move = new MoveState.AtHome(Instant.EPOCH);
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
            move = state.move;
            danger = state.danger;
            calm = state.calm;
            pinnedUntil = state.pinnedUntil;
            outAllowedAt = state.outAllowedAt;
            homeAllowedAt = state.homeAllowedAt;
            failures = state.failures;
            inFlight = state.inFlight;
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

        long headNumber() {
            return head == null ? 0 : head.number();
        }
    }
}
