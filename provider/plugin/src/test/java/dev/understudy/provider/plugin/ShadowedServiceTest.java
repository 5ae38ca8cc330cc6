package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.Rule;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import dev.understudy.provider.resources.Json;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Errors.InputPropertiesError;
import pulumirpc.Provider.ConstructRequest;
import pulumirpc.Provider.ConstructResponse;
import pulumirpc.Resource.RegisterResourceRequest;

class ShadowedServiceTest {
    private static final Obj SHOP = obj(
            "primary",
            obj("zone", "zone-a", "instances", 2, "capacityPerSecond", 200),
            "shadow",
            obj("mode", "reduced", "capacity", 0.5, "placement", "zone-b"),
            "replication",
            "async",
            "catalogue",
            List.of(FakeEngine.entry("zone-a"), FakeEngine.entry("zone-b"), FakeEngine.entry("zone-c")));

    @TempDir
    Path directory;

    private Rig rig;
    private FakeEngine engine;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
        engine = new FakeEngine(rig, false);
        for (String zone : List.of("zone-a", "zone-b", "zone-c")) {
            var _ = rig.up(Rig.urn("understudy:local:Zone", zone), Optional.empty(), Obj.EMPTY);
        }
    }

    @AfterEach
    void stop() {
        engine.close();
        rig.close();
    }

    private ConstructResponse construct(Obj inputs) {
        return construct(engine, inputs);
    }

    private ConstructResponse construct(FakeEngine with, Obj inputs) {
        return rig.provider.construct(ConstructRequest.newBuilder()
                .setType("understudy:index:ShadowedService")
                .setName("shop")
                .setProject(Rig.STACK.project())
                .setStack(Rig.STACK.stack())
                .setMonitorEndpoint(with.address())
                .setInputs(WireValues.write(inputs))
                .putInputDependencies(
                        "catalogue",
                        ConstructRequest.PropertyDependencies.newBuilder()
                                .addUrns(Rig.urn("understudy:local:Zone", "zone-a"))
                                .build())
                .setAcceptsOutputValues(true)
                .build());
    }

    @Test
    void itMakesGroupsABalancerAndTheAssignmentOfItsWeights() {
        var state = WireValues.read(construct(SHOP).getState());

        assertThat(engine.childrenOf("understudy:local:InstanceGroup"))
                .extracting(group ->
                        group.get("zone").show() + " " + group.get("instances").show())
                .containsExactly("\"zone-a\" 2", "\"zone-b\" 1");
        assertThat(engine.childrenOf("understudy:local:LoadBalancer")).hasSize(1);
        assertThat(engine.childrenOf("understudy:index:WeightAssignment"))
                .singleElement()
                .satisfies(weights -> assertThat(weights.get("weights")).isEqualTo(obj("zone-a", 100, "zone-b", 0)));
        assertThat(state.get("url")).isEqualTo(PropertyValue.text("http://127.77.250.1:8000/"));
        assertThat(state.get("shadowZone")).isEqualTo(PropertyValue.text("zone-b"));
        assertThat(state.get("revision")).isEqualTo(PropertyValue.number(1));
        assertThat(state.get("weights"))
                .isEqualTo(obj(
                        "declared", obj("zone-a", 10_000, "zone-b", 0),
                        "desired", obj("zone-a", 10_000, "zone-b", 0),
                        "effective", obj("zone-a", 10_000, "zone-b", 0)));
    }

    @Test
    void whatItGivesToBeWatchedIsTheServiceAsAgentsReadIt() {
        var watch = (Obj) WireValues.read(construct(SHOP).getState()).get("watch");
        var core = CoreJson.mapper().treeToValue(Json.tree(watch.get("service")), ShadowedService.class);

        assertThat(core.primary()).isEqualTo(new ZoneId("zone-a"));
        assertThat(core.shadow()).isEqualTo(new ZoneId("zone-b"));
        assertThat(core.mode().capacityRatio()).isEqualTo(0.5);
        assertThat(core.account().value())
                .as("its own tenant unless said otherwise")
                .isEqualTo("shop");
        assertThat(core.catalogue()).hasSize(3);
        assertThat(watch.get("balancer")).isEqualTo(PropertyValue.text("127.77.250.1:9001"));
        assertThat(watch.get("zones").show()).isEqualTo("[\"zone-a\", \"zone-b\", \"zone-c\"]");
    }

    @Test
    void everyChildComesAfterWhatItNeedsAndUsesTheSameProvider() {
        var response = construct(SHOP);
        var byType = engine.registered;

        var weights = byType.getLast();
        assertThat(weights.getType()).isEqualTo("understudy:index:WeightAssignment");
        assertThat(weights.getDependenciesList())
                .contains(
                        Rig.urn("understudy:local:Zone", "zone-a"),
                        Rig.urn("understudy:local:LoadBalancer", "shop-balancer"));
        assertThat(byType.stream().filter(RegisterResourceRequest::getCustom))
                .allSatisfy(child -> assertThat(child.getProvider())
                        .isEqualTo(Rig.urn("pulumi:providers:understudy", "default")
                                + "::11111111-2222-3333-4444-555555555555"))
                .allSatisfy(child -> assertThat(child.getParent()).isEqualTo(response.getUrn()));
        assertThat(response.getStateDependenciesOrThrow("watch").getUrnsList())
                .contains(Rig.urn("understudy:index:WeightAssignment", "shop-weights"));
    }

    @Test
    void aReducedShadowHasExactlyItsShareOfTheCapacity() {
        var _ = construct(SHOP.with("shadow", obj("mode", "reduced", "capacity", 0.3, "placement", "zone-b")));
        var shadow = engine.childrenOf("understudy:local:InstanceGroup").getLast();

        assertThat(shadow.get("instances")).isEqualTo(PropertyValue.number(1));
        assertThat(((PropertyValue.Num) shadow.get("capacityPerSecond")).value())
                .isCloseTo(2 * 200 * 0.3, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void aShadowOfMetadataAloneRunsNothingAndHasRoomForAll() {
        var state = WireValues.read(construct(SHOP.with("shadow", obj("mode", "metadata", "placement", "zone-c")))
                .getState());

        var shadow = engine.childrenOf("understudy:local:InstanceGroup").getLast();
        assertThat(shadow.get("instances")).isEqualTo(PropertyValue.number(0));
        assertThat(shadow.get("slots")).isEqualTo(PropertyValue.number(2));
        assertThat(shadow.get("fullCapacityPerSecond")).isEqualTo(PropertyValue.number(200));
        assertThat(((Obj) state.get("endpoints")).get("zone-c").show())
                .isEqualTo("[\"127.77.3.1:8080\", \"127.77.3.1:8081\"]");
        assertThat(Objects.requireNonNull(rig.world.cloud.groups.get("shop-zone-c"))
                        .spec()
                        .instances())
                .isZero();
        assertThat(state.get("shadowCostPerHour")).isEqualTo(PropertyValue.number(0));
    }

    @Test
    void aWaitingShadowSaysWhatItCosts() throws IOException {
        var priced = SHOP.with(
                "catalogue",
                new PropertyValue.Items(List.of(
                        FakeEngine.entry("zone-a"),
                        FakeEngine.entry("zone-b").with("pricePerInstanceHour", PropertyValue.number(0.1)))));
        assertThat(WireValues.read(construct(priced).getState()).get("shadowCostPerHour"))
                .isEqualTo(PropertyValue.number(0.1));
        try (var previewing = new FakeEngine(rig, true)) {
            var full = construct(previewing, priced.with("shadow", obj("mode", "full", "placement", "zone-b")));
            assertThat(WireValues.read(full.getState()).get("shadowCostPerHour"))
                    .isEqualTo(PropertyValue.number(0.2));
        }
    }

    @Test
    void agentsAreToldTheSizesThePolicyAndTheCalendars() {
        var policy = obj(
                        "soakSeconds", 12,
                        "patienceSeconds", 60,
                        "pauseMaxMillis", 750,
                        "retireNeedsApproval", new PropertyValue.Bool(true),
                        "limits",
                                obj("migrations", 1, "movingRequestsPerSecond", 500, "zoneInstances", obj("zone-b", 4)),
                        "drillEverySeconds", 3600,
                        "readinessFloor", 0.5,
                        "readinessHalfLifeSeconds", 7200,
                        "refreshEverySeconds", 60,
                        "pool", obj("leadSeconds", 90, "idleCostRatio", 0.25))
                .with("rule", obj("moveCost", 500, "trust", 0.5))
                .with("weights", obj("priceFactor", 3));
        var state = WireValues.read(construct(SHOP.with("policy", policy)
                        .with("calendars", new PropertyValue.Items(List.of(PropertyValue.text("/etc/freeze.ics")))))
                .getState());
        var watch = (Obj) state.get("watch");
        var core = CoreJson.mapper().treeToValue(Json.tree(watch.get("service")), ShadowedService.class);

        assertThat(core.sizing()).isEqualTo(new ShadowedService.Sizing(2, 1));
        var saga = core.policy().saga();
        assertThat(saga.soak()).isEqualTo(Duration.ofSeconds(12));
        assertThat(saga.pauseMax()).isEqualTo(Duration.ofMillis(750));
        assertThat(saga.retireNeedsApproval()).isTrue();
        assertThat(saga.limits().migrationsMax()).isEqualTo(1);
        assertThat(saga.limits().zoneInstancesMax()).containsEntry(new ZoneId("zone-b"), 4);
        assertThat(saga.readinessHalfLife()).isEqualTo(Duration.ofHours(2));
        assertThat(saga.pool()).contains(new PoolPolicy(0.7, Duration.ofSeconds(90), 0.25, Duration.ofMinutes(10)));
        assertThat(core.policy().rule()).isEqualTo(new Rule.Regret(new BoundedRule.Terms(500, 0.8, 1.25, 2, 0.5)));
        assertThat(core.policy().weights().factors()).isEqualTo(new MigrationPolicy.Factors(1, 3, 1));
        assertThat(watch.get("admin")).isEqualTo(PropertyValue.text("127.77.250.1:9000"));
        assertThat(watch.get("calendars").show()).isEqualTo("[\"/etc/freeze.ics\"]");
    }

    @Test
    void aPoolIsSizedOnlyWhereTheProgramAsksForIt() throws IOException {
        assertThat(pool(engine, SHOP)).isEmpty();
        try (var another = new FakeEngine(rig, true)) {
            assertThat(pool(another, SHOP.with("policy", obj("pool", obj("enabled", new PropertyValue.Bool(false))))))
                    .isEmpty();
        }
        try (var another = new FakeEngine(rig, true)) {
            assertThat(pool(another, SHOP.with("policy", obj("pool", Obj.EMPTY))))
                    .contains(PoolPolicy.DEFAULT);
        }
    }

    private Optional<PoolPolicy> pool(FakeEngine engine, Obj inputs) {
        var watch = (Obj) WireValues.read(construct(engine, inputs).getState()).get("watch");
        return CoreJson.mapper()
                .treeToValue(Json.tree(watch.get("service")), ShadowedService.class)
                .policy()
                .saga()
                .pool();
    }

    @Test
    void aDatabaseIsMadeFirstAndMovesWithTheService() {
        var state = WireValues.read(construct(SHOP.with("replication", PropertyValue.text("hybrid"))
                        .with(
                                "database",
                                obj(
                                        "critical", obj("roles", List.of("app")),
                                        "adaptive", obj("stepDownLagMillis", 400),
                                        "lossMaxMillis", 250,
                                        "standbys", List.of("zone-c"))))
                .getState());

        var database = engine.childrenOf("understudy:local:Database").getFirst();
        assertThat(database.get("zones").show()).isEqualTo("[\"zone-a\", \"zone-b\", \"zone-c\"]");
        assertThat(database.get("dormant").show()).isEqualTo("[]");
        assertThat(database.get("mode")).isEqualTo(PropertyValue.text("hybrid"));
        assertThat(engine.registered.get(1).getType()).isEqualTo("understudy:local:Database");
        assertThat(engine.childrenOf("understudy:local:InstanceGroup"))
                .allSatisfy(group -> assertThat(group.get("database")).isEqualTo(PropertyValue.text("shop")));
        assertThat(state.get("writerZone")).isEqualTo(PropertyValue.text("zone-a"));
        var watch = (Obj) state.get("watch");
        assertThat(watch.get("database")).isEqualTo(PropertyValue.text("shop"));
        var core = CoreJson.mapper().treeToValue(Json.tree(watch.get("service")), ShadowedService.class);
        assertThat(core.data())
                .isEqualTo(new DataPolicy.Replicated(
                        List.of(new ZoneId("zone-a"), new ZoneId("zone-b"), new ZoneId("zone-c")),
                        true,
                        Duration.ofMillis(400),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250)));
    }

    @Test
    void aVolumeIsMadeFirstAndMovesWithTheService() {
        var asynchronous = SHOP.with("replication", PropertyValue.text("async"));
        var state = WireValues.read(
                construct(asynchronous.with("volume", obj("syncSeconds", 5, "standbys", List.of("zone-c"))))
                        .getState());

        var volume = engine.childrenOf("understudy:local:Volume").getFirst();
        assertThat(volume.get("zones").show()).isEqualTo("[\"zone-a\", \"zone-b\", \"zone-c\"]");
        assertThat(volume.get("syncSeconds")).isEqualTo(PropertyValue.number(5));
        assertThat(engine.registered.get(1).getType()).isEqualTo("understudy:local:Volume");
        assertThat(engine.childrenOf("understudy:local:InstanceGroup"))
                .allSatisfy(group -> assertThat(group.get("volume")).isEqualTo(PropertyValue.text("shop")));
        assertThat(state.get("writerZone")).isEqualTo(PropertyValue.text("zone-a"));
        var watch = (Obj) state.get("watch");
        assertThat(watch.get("volume")).isEqualTo(PropertyValue.text("shop"));
        var core = CoreJson.mapper().treeToValue(Json.tree(watch.get("service")), ShadowedService.class);
        assertThat(core.data())
                .isEqualTo(new DataPolicy.Replicated(
                        List.of(new ZoneId("zone-a"), new ZoneId("zone-b"), new ZoneId("zone-c")),
                        false,
                        Duration.ofSeconds(25),
                        Duration.ofMillis(12_500),
                        Duration.ofSeconds(25)));
    }

    @Test
    void aVolumeGoesWithNothingElseThatHasAWriterAndIsCopiedAsynchronously() throws InvalidProtocolBufferException {
        var asynchronous = SHOP.with("replication", PropertyValue.text("async"));
        assertFault(
                asynchronous.with("volume", obj()).with("database", obj()),
                "volume",
                "database and volume are both set; allowed: one of them");
        assertFault(
                SHOP.with("replication", PropertyValue.text("sync")).with("volume", obj()),
                "replication",
                "replication is \"sync\"; allowed with a volume: async");
        assertFault(
                asynchronous.with("volume", obj("syncSeconds", 0)),
                "volume.syncSeconds",
                "volume.syncSeconds is 0; allowed: 1 to 3600");
        assertFault(
                asynchronous.with("volume", obj("standbys", List.of("zone-b"))),
                "volume.standbys[0]",
                "\"zone-b\"",
                "have a tree anyway");
        assertThat(engine.registered).as("nothing half made").isEmpty();
    }

    @Test
    void aShadowOfMetadataAloneHasNoStandbyUntilAMigrationCopiesOne() {
        var _ = construct(SHOP.with("shadow", obj("mode", "metadata", "placement", "zone-b"))
                .with("database", Obj.EMPTY.with("lossMaxMillis", PropertyValue.number(1))));

        assertThat(engine.childrenOf("understudy:local:Database")
                        .getFirst()
                        .get("dormant")
                        .show())
                .isEqualTo("[\"zone-b\"]");
    }

    @Test
    void inAPreviewWhatIsNotKnownStaysUnknown() throws IOException {
        try (var previewing = new FakeEngine(rig, true)) {
            var state = WireValues.read(construct(previewing, SHOP).getState());
            assertThat(state.get("url")).isEqualTo(new PropertyValue.Unknown());
            assertThat(state.get("shadowZone")).isEqualTo(PropertyValue.text("zone-b"));
            assertThat(previewing.registered).hasSize(5);

            var unknownZone = SHOP.with(
                    "primary", obj("zone", new PropertyValue.Unknown(), "instances", 2, "capacityPerSecond", 200));
            var nothing = WireValues.read(construct(previewing, unknownZone).getState());
            assertThat(nothing.get("watch")).isEqualTo(new PropertyValue.Unknown());
        }
        assertThat(rig.world.cloud.groups).isEmpty();
    }

    @Test
    void dataStaysWhereItMay() throws InvalidProtocolBufferException {
        var catalogue = List.of(in("zone-a", "eu"), in("zone-b", "us"), in("zone-c", "eu"));
        var resident = SHOP.with("catalogue", new PropertyValue.Items(List.copyOf(catalogue)))
                .with("residency", new PropertyValue.Items(List.of(PropertyValue.text("eu"))));
        assertFault(resident, "shadow.placement", "zone-b", "which is in us", "a zone in eu");
        var auto = resident.with("shadow", obj("placement", "auto"));
        assertThat(WireValues.read(construct(auto).getState()).get("shadowZone"))
                .isEqualTo(PropertyValue.text("zone-c"));
        assertFault(
                auto.with("database", obj("standbys", new PropertyValue.Items(List.of(PropertyValue.text("zone-b"))))),
                "database.standbys",
                "zone-b",
                "which is in us");
        assertFault(
                auto.with("primary", obj("zone", "zone-b", "instances", 2, "capacityPerSecond", 200)),
                "primary.zone",
                "zone-b",
                "a zone in eu");
        var full = List.of(in("zone-a", "eu"), in("zone-c", "eu").with("freeInstances", PropertyValue.number(1)));
        assertFault(
                auto.with("catalogue", new PropertyValue.Items(List.copyOf(full))),
                "catalogue",
                "zone-c has room for 1 of 2 instances");
    }

    private static Obj in(String zone, String jurisdiction) {
        return FakeEngine.entry(zone).with("jurisdiction", PropertyValue.text(jurisdiction));
    }

    @Test
    void aRuleThatMakesNoSenseIsNamedLikewise() throws InvalidProtocolBufferException {
        assertFault(
                SHOP.with("policy", obj("rule", obj("moveCost", 0))), "policy.rule.moveCost", "0.0", "above 0, finite");
        assertFault(
                SHOP.with("policy", obj("rule", obj("mostScale", 2.5))),
                "policy.rule.mostScale",
                "2.5",
                "leastScale to 2");
        assertFault(
                SHOP.with("policy", obj("rule", obj("usualScale", 0.1))),
                "policy.rule.usualScale",
                "0.1",
                "leastScale to mostScale");
        assertFault(
                SHOP.with("policy", obj("rule", obj("kind", PropertyValue.text("threshold"), "trust", 1))),
                "policy.rule.trust",
                "1.0",
                "only with kind regret");
        assertFault(
                SHOP.with("policy", obj("rule", obj("kind", PropertyValue.text("luck")))),
                "policy.rule.kind",
                "luck",
                "regret");
        assertFault(
                SHOP.with("policy", obj("weights", obj("priceFactor", 0))),
                "policy",
                "weights.priceFactor is 0.0",
                "above 0");
    }

    @Test
    void badInputIsNamedWithPathValueAndWhatIsAllowed() throws InvalidProtocolBufferException {
        assertFault(
                SHOP.with("primary", obj("zone", "zone-x", "instances", 2, "capacityPerSecond", 200)),
                "primary.zone",
                "\"zone-x\"",
                "[zone-a, zone-b, zone-c]");
        assertFault(SHOP.with("shadow", obj("capacity", 0.7)), "shadow.capacity", "0.7", "0.2 to 0.5");
        assertFault(
                SHOP.with("replication", PropertyValue.text("sometimes")),
                "replication",
                "\"sometimes\"",
                "sync, async, hybrid");
        assertFault(SHOP.with("weights", obj("zone-a", 0, "zone-b", 0)), "weights", "sum to nothing", "above 0");
        assertFault(SHOP.with("weights", obj("zone-c", 1)), "weights[\"zone-c\"]", "zone-c", "zone-a and zone-b");
        assertFault(SHOP.with("shadow", obj("placement", "zone-a")), "shadow.placement", "\"zone-a\"", "another zone");
        assertFault(SHOP.with("policy", obj("threshold", -1)), "policy", "policy.threshold is -1", "above 0");
        assertFault(SHOP.with("policy", obj("quorum", 1)), "policy", "policy.quorum is 1", "2 or more");
        assertFault(SHOP.with("policy", obj("soakSeconds", -1)), "policy.soakSeconds", "-1", "0 to 315360000");
        assertFault(SHOP.with("policy", obj("pauseMaxMillis", 0)), "policy.pauseMaxMillis", "is 0", "1 to 60000");
        assertFault(
                SHOP.with("policy", obj("limits", obj("migrations", 0))),
                "policy.limits.migrations",
                "is 0",
                "1 or more");
        assertFault(
                SHOP.with("policy", obj("pool", obj("targetUtilisation", 1.5))),
                "policy.pool.targetUtilisation",
                "1.5",
                "above 0, at most 1");
        assertFault(
                SHOP.with("policy", obj("pool", obj("idleCostRatio", 1))),
                "policy.pool.idleCostRatio",
                "1.0",
                "above 0, below 1");
        assertFault(
                SHOP.with("policy", obj("pool", obj("leadSeconds", -5))),
                "policy.pool.leadSeconds",
                "-5.0",
                "0 to 315360000");
        assertFault(SHOP.with("policy", obj("readinessFloor", 2)), "policy.readinessFloor", "2.0", "0 to 1");
        assertFault(
                SHOP.with("calendars", new PropertyValue.Items(List.of(PropertyValue.text("freeze.txt")))),
                "calendars[0]",
                "freeze.txt",
                "absolute path");
        assertFault(
                SHOP.with("database", obj("standbys", List.of("zone-b"))),
                "database.standbys[0]",
                "\"zone-b\"",
                "have a server anyway");
        assertFault(
                SHOP.with("database", obj("adaptive", obj("stepUpLagMillis", 900))),
                "database.adaptive.stepUpLagMillis",
                "900",
                "below stepDownLagMillis, 500");
        assertFault(SHOP.with("primry", obj()), "primry", "no such property", "primary");
        assertThat(engine.registered).as("nothing half made").isEmpty();
    }

    private void assertFault(Obj inputs, String path, String... said) throws InvalidProtocolBufferException {
        try {
            var _ = construct(inputs);
        } catch (StatusRuntimeException refused) {
            var error = Objects.requireNonNull(StatusProto.fromThrowable(refused))
                    .getDetails(0)
                    .unpack(InputPropertiesError.class);
            assertThat(error.getErrorsList()).singleElement().satisfies(fault -> {
                assertThat(fault.getPropertyPath()).isEqualTo(path);
                assertThat(fault.getReason()).contains(said);
            });
            return;
        }
        throw new AssertionError("accepted: " + inputs.show());
    }
}
