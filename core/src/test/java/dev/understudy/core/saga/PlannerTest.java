package dev.understudy.core.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.explain.Because;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.Observer;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.measure.Verdict;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneHealth.Condition;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.Latch;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.migrate.Situation;
import dev.understudy.core.migrate.Weighing;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a state decides, looked at alone: where its reason has gone, or its way back. */
final class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final Author AGENT = new Author(Author.Kind.AGENT, "zone-b");
    private static final ZoneHealth DEAD = health(A, Condition.DEAD, Verdict.DEAD);
    private static final BalancerView.ZoneHealth COUNTED = new BalancerView.ZoneHealth(2, 2, 0, 0, 0, 1);

    private int shadowInstances = 1;
    private Weights weights = share(0);
    private ZoneHealth primary = well(A);
    private ZoneHealth shadow = well(B);
    private FleetView fleet = FleetView.empty(new HealthRules(2, 5, 3, Duration.ofSeconds(30)));
    private Optional<Leg> leg = Optional.empty();
    private Optional<DataView> data = Optional.empty();

    private static Weights share(int ofShadow) {
        return Weights.proportionalTo(Map.of(A, Weights.WHOLE - ofShadow, B, ofShadow));
    }

    private static ZoneHealth well(ZoneId zone) {
        return health(zone, Condition.WELL, Verdict.WELL);
    }

    private static ZoneHealth health(ZoneId zone, Condition condition, Verdict verdict) {
        var seen = List.<Observer>of(new Observer.Agent(new ZoneId("zone-c")), new Observer.Balancer()).stream()
                .map(observer ->
                        new Sighting(observer, verdict, false, true, "http", 0, 2, 2, 2, new Forecast(2, 2, 2)))
                .toList();
        return new ZoneHealth(zone, condition, seen.size(), seen);
    }

    private ShadowedService service() {
        return new ShadowedService(
                SHOP,
                new AccountId("acme"),
                A,
                B,
                shadowInstances == 0 ? new ShadowMode.MetadataOnly() : new ShadowMode.Reduced(0.5),
                ReplicationMode.ASYNC,
                share(0),
                Bounds.OPEN,
                Ownership.AGENT,
                MigrationPolicy.DEFAULT,
                new ShadowedService.InstanceSize(500, 256, 1_024, 100),
                List.of(new Zone(A, 50.1, 8.7, 0.10), new Zone(B, 52.4, 4.9, 0.09)),
                new ShadowedService.Sizing(2, shadowInstances),
                new DataPolicy.Replicated(
                        List.of(A, B), false, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    private Plan decide(MigrationState state, Provision provision) {
        var service = service();
        var now = new Situation(
                NOW,
                service,
                fleet,
                primary,
                shadow,
                new ZoneOutlook(A, 2, 0, 2, new Forecast(2, 2, 2), 0, 0, 2),
                ZoneOutlook.unseen(B),
                0,
                0,
                Weighing.start(service.policy()),
                Latch.OFF,
                Latch.OFF,
                weights,
                provision,
                leg,
                data);
        return Planner.decide(
                new Scene(
                        now,
                        Optional.empty(),
                        Works.NONE,
                        List.of(),
                        Orders.NONE.at(NOW),
                        Windows.NONE,
                        Instant.EPOCH,
                        Optional.empty(),
                        AGENT,
                        new Fence(3),
                        Warnings.NONE),
                state);
    }

    private static Migration migration(Migration.Kind kind, Place origin, Place goal, boolean home) {
        return new Migration(
                new MigrationId(SHOP, 1),
                kind,
                home ? B : A,
                home ? A : B,
                origin,
                goal,
                home,
                7,
                new Reservation(home ? A : B, 0, 0),
                NOW.minusSeconds(60),
                AGENT,
                0,
                false,
                Because.of("danger"),
                List.of(),
                History.NONE);
    }

    private static Migration evacuation() {
        return migration(
                Migration.Kind.EVACUATION,
                new Place(share(0), Provision.AS_DECLARED),
                new Place(share(Weights.WHOLE), away()),
                false);
    }

    private static Migration homeward(int shareOfShadow) {
        return migration(
                Migration.Kind.PLANNED,
                new Place(share(shareOfShadow), Provision.AS_DECLARED),
                new Place(share(0), Provision.AS_DECLARED),
                true);
    }

    private static Provision away() {
        return Provision.AS_DECLARED.withInstances(B, 2).withWriter(B);
    }

    private void runs(ZoneId zone, int instances) {
        fleet = fleet.with(new ServiceLoad(SHOP, zone, NOW, instances, 10, 100.0 * instances, 0, 0));
    }

    /** The balancer has counted errors in the primary since a revision. */
    private void failed(long revision, long errors) {
        var zones = new TreeMap<>(Map.of(A, COUNTED, B, COUNTED));
        leg = Optional.of(new Leg.InForce(weights, revision, NOW.minusSeconds(40), NOW.minusSeconds(30), zones));
        zones.put(A, new BalancerView.ZoneHealth(2, 2, 1_000, errors, 0, 1));
        zones.put(B, new BalancerView.ZoneHealth(2, 2, 1_000, errors, 0, 1));
        fleet = fleet.with(NOW, new BalancerView(SHOP, NOW, weights, zones));
    }

    @Test
    void anEvacuationEndsWhereTheZoneIsWellAgainBeforeItsTrafficHasLeft() {
        var shifting = new MigrationState.Shifting(evacuation(), NOW, 0);
        assertThat(decide(shifting, Provision.AS_DECLARED).act()).isInstanceOfSatisfying(Act.Enter.class, enter -> {
            assertThat(enter.next()).isInstanceOf(MigrationState.RollingBack.class);
        });
        assertThat(decide(new MigrationState.Warming(evacuation(), NOW), Provision.AS_DECLARED)
                        .act())
                .isInstanceOf(Act.Enter.class);

        primary = DEAD;
        assertThat(decide(shifting, Provision.AS_DECLARED).act()).isInstanceOfSatisfying(Act.Record.class, record -> {
            assertThat(record.place().weights()).isEqualTo(share(Weights.WHOLE));
        });
    }

    @Test
    void anEvacuationGoesOnWithWhatRunsWhenTheRestDoesNotComeUp() {
        primary = DEAD;
        runs(B, 1);
        var sized = Provision.AS_DECLARED.withInstances(B, 2);
        assertThat(decide(new MigrationState.Warming(evacuation(), NOW.minusSeconds(5)), sized)
                        .act())
                .isEqualTo(new Act.Nothing());
        var late = NOW.minus(MigrationPolicy.DEFAULT.saga().patience()).minusSeconds(1);
        assertThat(decide(new MigrationState.Warming(evacuation(), late), sized).act())
                .isInstanceOfSatisfying(Act.Enter.class, enter -> {
                    assertThat(enter.next()).isInstanceOf(MigrationState.Connecting.class);
                });
    }

    @Test
    void nothingGoesBackWhereNothingIsMeantToRunAndNobodySaysThatSomethingDoes() {
        shadowInstances = 0;
        var back = new MigrationState.RollingBack(
                homeward(5_000), NOW, Because.of("it failed"), true, false, MigrationState.Stage.TRAFFIC);
        assertThat(decide(back, Provision.AS_DECLARED).act()).isEqualTo(new Act.Nothing());
        runs(B, 1);
        assertThat(decide(back, Provision.AS_DECLARED).act()).isInstanceOf(Act.Record.class);
    }

    @Test
    void whereThereIsNothingToGoBackToTheTrafficGoesOnToWhereSomethingRuns() {
        shadowInstances = 0;
        runs(A, 2);
        runs(B, 0);
        weights = share(8_000);
        failed(8, 100);
        var plan = decide(
                new MigrationState.Shifting(homeward(Weights.WHOLE), NOW.minusSeconds(40), 0), Provision.AS_DECLARED);
        assertThat(plan.act()).isInstanceOfSatisfying(Act.Record.class, record -> {
            assertThat(record.place().weights().of(A)).isGreaterThan(2_000);
        });
    }

    @Test
    void whatFailedBeforeAMigrationIsNoFaultOfIt() {
        runs(A, 2);
        runs(B, 1);
        var settling = new MigrationState.Settling(homeward(0), NOW.minusSeconds(1));
        failed(8, 100);
        assertThat(decide(settling, Provision.AS_DECLARED).act()).isInstanceOf(Act.Enter.class);
        failed(7, 100);
        assertThat(decide(settling, Provision.AS_DECLARED).act()).isEqualTo(new Act.Nothing());
    }

    @Test
    void aZoneThatFailsRequestsIsLeftForOneThatIsSlowAlsoWhereBothAreSick() {
        runs(A, 2);
        runs(B, 2);
        weights = share(1_000);
        primary = health(A, Condition.SICK, Verdict.SLOW);
        shadow = health(B, Condition.SICK, Verdict.SLOW);
        var shifting = new MigrationState.Shifting(
                migration(
                        Migration.Kind.DRILL,
                        new Place(share(0), Provision.AS_DECLARED),
                        new Place(share(Weights.WHOLE), away()),
                        false),
                NOW.minusSeconds(40),
                0);
        failed(8, 0);
        assertThat(decide(shifting, Provision.AS_DECLARED).act()).isEqualTo(new Act.Nothing());
        failed(8, 100);
        assertThat(decide(shifting, Provision.AS_DECLARED).act()).isInstanceOf(Act.Enter.class);
    }

    @Test
    void aDatabaseThatStraysTakesOverOnceItHasWhatTheLivingWriterHas() {
        weights = share(Weights.WHOLE);
        var members = new TreeMap<ZoneId, DataMember>();
        members.put(A, new DataMember(A, Role.WRITER, 2, 9, 9, new Lag.CaughtUp(), false, true));
        members.put(B, new DataMember(B, Role.STRAY, 1, 5, 5, new Lag.Unknown(), false, true));
        data = Optional.of(new DataView(SHOP, NOW, Fence.NONE, ReplicationSetting.LOCAL, members, 0));
        var cutting = new MigrationState.CuttingOver(evacuation(), NOW);
        assertThat(decide(cutting, Provision.AS_DECLARED).act()).isInstanceOfSatisfying(Act.Perform.class, perform -> {
            assertThat(perform.task()).isInstanceOf(Task.Rejoin.class);
        });

        primary = DEAD;
        assertThat(decide(cutting, Provision.AS_DECLARED).act()).isInstanceOfSatisfying(Act.Perform.class, perform -> {
            assertThat(perform.task()).isInstanceOf(Task.CutOver.class);
        });
    }

    @Test
    void nobodyIsAskedToFollowAWriterThatWasShutOutByACutOverThatStoppedHalfWay() {
        weights = share(Weights.WHOLE);
        var members = new TreeMap<ZoneId, DataMember>();
        members.put(A, new DataMember(A, Role.FENCED, 1, 9, 9, new Lag.Unknown(), false, true));
        members.put(B, new DataMember(B, Role.STRAY, 1, 9, 9, new Lag.Unknown(), false, true));
        data = Optional.of(new DataView(SHOP, NOW, Fence.NONE, ReplicationSetting.LOCAL, members, 0));

        var forward = decide(new MigrationState.CuttingOver(evacuation(), NOW), Provision.AS_DECLARED);
        var back = decide(
                new MigrationState.RollingBack(
                        evacuation(), NOW, Because.of("it failed"), true, true, MigrationState.Stage.DATA),
                Provision.AS_DECLARED);

        assertThat(List.of(forward.act(), back.act()))
                .allSatisfy(act -> assertThat(act)
                        .isInstanceOfSatisfying(
                                Act.Perform.class,
                                perform -> assertThat(perform.task()).isInstanceOf(Task.CutOver.class)));
    }

    @Test
    void aDatabaseThatStraysFollowsWhoeverTakesTheWrites() {
        weights = share(Weights.WHOLE);
        var third = new ZoneId("zone-c");
        var members = new TreeMap<ZoneId, DataMember>();
        members.put(A, new DataMember(A, Role.FENCED, 1, 9, 9, new Lag.Unknown(), false, true));
        members.put(B, new DataMember(B, Role.STRAY, 1, 9, 9, new Lag.Unknown(), false, true));
        members.put(third, new DataMember(third, Role.WRITER, 2, 9, 9, new Lag.CaughtUp(), false, true));
        data = Optional.of(new DataView(SHOP, NOW, Fence.NONE, ReplicationSetting.LOCAL, members, 0));

        var plan = decide(new MigrationState.CuttingOver(evacuation(), NOW), Provision.AS_DECLARED);

        assertThat(plan.act())
                .isInstanceOfSatisfying(
                        Act.Perform.class,
                        perform -> assertThat(perform.task())
                                .isInstanceOfSatisfying(
                                        Task.Rejoin.class,
                                        rejoin -> assertThat(rejoin.writer()).isEqualTo(third)));
    }
}
