package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.core.zone.ZoneId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProberSettingsTest {
    @Test
    void namesEveryFaultWithItsPathItsValueAndWhatIsAllowed() {
        var thrown = catchThrowableOfType(
                InvalidSettings.class,
                () -> new ProberSettings(Duration.ofMillis(1), Duration.ofMinutes(2), Duration.ZERO, 0, 40_000));

        assertThat(thrown.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "probes.intervalMillis is 1; allowed: 10 to 60000",
                        "probes.timeoutMillis is 120000; allowed: 10 to 60000",
                        "probes.windowMillis is 0; allowed: 100 to 600000",
                        "probes.windowMillis is 0; allowed: at least the interval, 1",
                        "probes.inFlightPerTarget is 0; allowed: 1 to 10000",
                        "probes.inFlight is 40000; allowed: 1 to 30000");
    }

    @Test
    void leavesRoomForEveryKindToWaitOutItsTimeout() {
        var settings = new ProberSettings(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(settings.inFlightPerTarget()).isEqualTo(36);
        assertThatThrownBy(() -> new ProberSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("probes.intervalMillis is 0; allowed: 10 to 60000");
    }

    @Test
    void takesAddressesAndNoNames() {
        var zone = new ZoneId("zone-b");
        assertThatThrownBy(() -> new ProbeTarget(
                        zone,
                        InetSocketAddress.createUnresolved("db.internal", 0),
                        Optional.of(URI.create("http://db.internal/healthz")),
                        true))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("probes.targets[zone-b].address is db.internal; allowed: an IP address, not a name\n"
                        + "probes.targets[zone-b].tcpPort is 0; allowed: 1 to 65535\n"
                        + "probes.targets[zone-b].http is http://db.internal/healthz; "
                        + "allowed: an IP address as its host, not a name");
        assertThatThrownBy(() -> new ProbeTarget(zone, new InetSocketAddress("::1", 80), Optional.empty(), true))
                .hasMessage(
                        "probes.targets[zone-b].icmp is true for 0:0:0:0:0:0:0:1; allowed: false, or an IPv4 address");
        assertThatThrownBy(() -> new ProbeTarget(
                        zone, new InetSocketAddress("::1", 80), Optional.of(URI.create("https://[::1]/")), false))
                .hasMessage("probes.targets[zone-b].http is https://[::1]/; allowed: an absolute http:// address");
    }

    @Test
    void readsAWholeSection() {
        var section = new ProbesSection(
                100,
                1_000,
                2_000,
                List.of(
                        new ProbesSection.Target("zone-a", "10.77.1.1", 8080, "http://10.77.1.1:8080/healthz", true),
                        new ProbesSection.Target("zone-b", "::1", 8080, null, false)));

        assertThat(section.faults()).isEmpty();
        assertThat(section.settings())
                .isEqualTo(new ProberSettings(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertThat(section.probeTargets())
                .containsExactly(
                        new ProbeTarget(
                                new ZoneId("zone-a"),
                                new InetSocketAddress("10.77.1.1", 8080),
                                Optional.of(URI.create("http://10.77.1.1:8080/healthz")),
                                true),
                        new ProbeTarget(
                                new ZoneId("zone-b"), new InetSocketAddress("::1", 8080), Optional.empty(), false));
    }

    @Test
    void tellsAllThatIsWrongWithASection() {
        var section = new ProbesSection(
                0,
                1_000,
                1_000,
                List.of(
                        new ProbesSection.Target("Zone A", "10.77.1.1", 70_000, "http://10.77.1.1:99999/", true),
                        new ProbesSection.Target("zone-b", "somewhere", 8080, "no address at all", true),
                        new ProbesSection.Target("zone-b", "10.77.2.1", 8080, null, true)));

        assertThat(section.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "probes.intervalMillis is 0; allowed: 10 to 60000",
                        "probes.targets[0].zone is Zone A; allowed: 1 to 63 lower-case letters, digits and inner hyphens",
                        "probes.targets[0].tcpPort is 70000; allowed: 1 to 65535",
                        "probes.targets[0].http is http://10.77.1.1:99999/; allowed: port 1 to 65535",
                        "probes.targets[1].http is no address at all; allowed: an absolute http:// address",
                        "probes.targets[1].address is somewhere; allowed: an IP address, not a name",
                        "probes.targets[2].zone is zone-b; allowed: each zone once");
        assertThatThrownBy(section::settings).isInstanceOf(InvalidSettings.class);
        assertThatThrownBy(section::probeTargets).isInstanceOf(InvalidSettings.class);
    }
}
