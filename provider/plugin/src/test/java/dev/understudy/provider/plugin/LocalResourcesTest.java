package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.ledger.json.CoreJson;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Provider.DiffResponse;

class LocalResourcesTest {
    private static final String AGENT = Rig.urn("understudy:index:ZoneAgent", "agent-a");

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** Preview, create, create again, refresh, import, delete, delete again, and nothing is left. */
    private void live(String urn, Obj program, List<String> knownInPreview) {
        var inputs = rig.checked(urn, Optional.empty(), program);
        var planned = WireValues.read(rig.create(urn, inputs, true).getProperties());
        knownInPreview.forEach(
                name -> assertThat(planned.has(name)).as(urn + " " + name).isTrue());
        var state = rig.up(urn, Optional.empty(), program);
        assertThat(rig.up(urn, Optional.empty(), program)).as("created twice").isEqualTo(state);

        var seen = rig.read(urn, state);
        var live =
                new Rig.State(seen.getId(), WireValues.read(seen.getInputs()), WireValues.read(seen.getProperties()));
        assertThat(live).as("a refresh changes nothing").isEqualTo(state);
        assertThat(rig.diff(urn, live, inputs).getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
        assertThat(rig.read(urn, new Rig.State(state.id(), Obj.EMPTY, Obj.EMPTY))
                        .getId())
                .as("imported by its id alone")
                .isEqualTo(state.id());

        var _ = rig.delete(urn, state);
        assertThat(rig.read(urn, state).getId()).as("gone").isEmpty();
        var _ = rig.delete(urn, state);
    }

    @Test
    void aZoneLives() {
        live(LocalFixture.ZONE_A, obj("latitudeDegrees", 50, "pricePerInstanceHour", 0.1), List.of("zone", "entry"));
    }

    @Test
    void aGroupLives() {
        var _ = rig.up(LocalFixture.ZONE_A, Optional.empty(), Obj.EMPTY);
        live(LocalFixture.GROUP, LocalFixture.GROUP_INPUTS, List.of("name", "service"));
    }

    @Test
    void aBalancerLives() {
        live(LocalFixture.BALANCER, LocalFixture.BALANCER_INPUTS, List.of("name"));
    }

    @Test
    void anAgentLives() {
        new LocalFixture(rig).zonesGroupsAndBalancer();
        live(AGENT, agent(), List.of("zone"));
    }

    private static Obj agent() {
        return obj(
                "zone",
                "zone-a",
                "services",
                List.of(obj(
                        "service", obj("service", "shop", "primary", "zone-a", "price", 0.5),
                        "endpoints", obj("zone-a", List.of("127.77.1.1:8080"), "zone-b", List.of()),
                        "balancer", "127.77.250.1:9001",
                        "admin", "127.77.250.1:9000",
                        "database", "shop",
                        "calendars", List.of("/etc/freeze.ics"),
                        "zones", List.of("zone-a", "zone-b"))));
    }

    @Test
    void anAgentIsToldWhereEverythingIs() {
        new LocalFixture(rig).zonesGroupsAndBalancer();
        var _ = rig.up(AGENT, Optional.empty(), agent());

        var config = CoreJson.mapper()
                .readTree(rig.world.cloud.agents.values().iterator().next().configJson());
        assertThat(config.get("zone").stringValue()).isEqualTo("zone-a");
        assertThat(config.get("listen").stringValue()).isEqualTo("127.77.1.1:7077");
        assertThat(config.get("identity").stringValue()).isEqualTo("/identities/agent-zone-a");
        assertThat(config.get("ledger").stringValue()).isEqualTo("https://127.77.251.1:7443");
        assertThat(config.get("project").stringValue()).isEqualTo("shop-project");
        assertThat(config.get("stack").stringValue()).isEqualTo("dev");
        assertThat(config.at("/peers/zone-b").stringValue()).isEqualTo("127.77.2.1:7077");
        assertThat(config.at("/peers/zone-a").isMissingNode())
                .as("never its own peer")
                .isTrue();
        assertThat(config.at("/probes/targets").size()).isEqualTo(1);
        assertThat(config.at("/probes/targets/0/tcpPort").intValue()).isEqualTo(7077);
        assertThat(config.at("/services/0/service/price").doubleValue()).isEqualTo(0.5);
        assertThat(config.at("/services/0/balancer").stringValue()).isEqualTo("127.77.250.1:9001");
        assertThat(config.at("/services/0/admin").stringValue()).isEqualTo("127.77.250.1:9000");
        assertThat(config.at("/services/0/database").stringValue()).isEqualTo("shop");
        assertThat(config.at("/services/0/calendars/0").stringValue()).isEqualTo("/etc/freeze.ics");
        assertThat(config.at("/localCloud").stringValue()).isEqualTo("/cloud/cloud.sock");
    }

    @Test
    void aGroupGrowsInPlaceAndMovesByReplacement() {
        new LocalFixture(rig).zonesGroupsAndBalancer();
        var state = rig.up(LocalFixture.GROUP, Optional.empty(), LocalFixture.GROUP_INPUTS);

        var larger = rig.checked(
                LocalFixture.GROUP,
                Optional.of(state.inputs()),
                LocalFixture.GROUP_INPUTS.with("instances", PropertyValue.number(3)));
        assertThat(rig.diff(LocalFixture.GROUP, state, larger).getReplacesList())
                .isEmpty();
        var moved = larger.with("zone", PropertyValue.text("zone-b"));
        assertThat(rig.diff(LocalFixture.GROUP, state, moved).getReplacesList()).containsExactly("zone");
        var grown = rig.up(LocalFixture.GROUP, Optional.of(state), larger);
        assertThat(grown.outputs().get("endpoints"))
                .isEqualTo(new PropertyValue.Items(List.of(
                        PropertyValue.text("127.77.1.1:8080"),
                        PropertyValue.text("127.77.1.1:8081"),
                        PropertyValue.text("127.77.1.1:8082"))));
    }

    @Test
    void theWeightsAtCreationNeverCountAgain() {
        var state = rig.up(LocalFixture.BALANCER, Optional.empty(), LocalFixture.BALANCER_INPUTS);
        var changed = state.inputs().with("initial", obj("zone-a", 7, "zone-b", 0));

        assertThat(rig.diff(LocalFixture.BALANCER, state, changed).getChanges())
                .isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
    }

    @Test
    void aZoneInUseIsKept() {
        new LocalFixture(rig).zonesGroupsAndBalancer();

        assertThatThrownBy(() -> rig.delete(LocalFixture.ZONE_A, new Rig.State("zone-a", Obj.EMPTY, Obj.EMPTY)))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("still has instances");
    }

    @Test
    void badInputIsNamed() {
        var group = rig.check(
                        LocalFixture.GROUP,
                        Optional.empty(),
                        LocalFixture.GROUP_INPUTS.with("instances", PropertyValue.number(99)))
                .getFailuresList();
        assertThat(group)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.getReason()).contains("99").contains("1 to 16"));
        var zone = rig.check(LocalFixture.ZONE_A, Optional.empty(), obj("zone", "Not A Zone"))
                .getFailuresList();
        assertThat(zone)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getReason()).contains("Not A Zone"));
        var agent = rig.check(AGENT, Optional.empty(), agent().with("zone", PropertyValue.text("zone-x")))
                .getFailuresList();
        assertThat(agent)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.getReason()).contains("zone-x").contains("zone-a"));
        var probes = rig.check(AGENT, Optional.empty(), agent().with("probes", obj("timeoutMillis", 0)))
                .getFailuresList();
        assertThat(probes)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getProperty()).isEqualTo("probes.timeoutMillis"));
    }

    @Test
    void secretsStaySecretThroughCreateReadAndUpdate() {
        var secret = agent().with("identity", new PropertyValue.Secret(PropertyValue.text("/identities/hidden")));
        new LocalFixture(rig).zonesGroupsAndBalancer();
        var state = rig.up(AGENT, Optional.empty(), secret);
        assertThat(state.outputs().get("identity")).isInstanceOf(PropertyValue.Secret.class);
        var seen = rig.read(AGENT, state);
        assertThat(WireValues.read(seen.getInputs()).get("identity")).isInstanceOf(PropertyValue.Secret.class);
        assertThat(WireValues.read(seen.getProperties()).get("identity")).isInstanceOf(PropertyValue.Secret.class);
        var updated =
                WireValues.read(rig.update(AGENT, state, state.inputs(), false).getProperties());
        assertThat(updated.get("identity")).isInstanceOf(PropertyValue.Secret.class);
    }
}
