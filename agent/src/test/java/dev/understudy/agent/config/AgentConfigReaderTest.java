package dev.understudy.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.agent.Samples;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigReaderTest {
    private static final String GOOD = """
            {"zone":"zone-a","listen":"10.77.1.1:7077","identity":"/run/id","ledger":"https://10.77.251.1:7443",
             "project":"shop","stack":"dev","peers":{"zone-b":"10.77.2.1:7077","zone-a":"10.77.1.1:7077"},
             "probes":{"intervalMillis":100,"timeoutMillis":1000,"windowMillis":1000,"targets":[
               {"zone":"zone-a","address":"10.77.1.1","tcpPort":8080,"http":"http://10.77.1.1:8080/healthz","icmp":true},
               {"zone":"zone-b","address":"10.77.2.1","tcpPort":8080,"http":"http://10.77.2.1:8080/healthz","icmp":true},
               {"zone":"zone-c","address":"10.77.3.1","tcpPort":7077,"icmp":false}]},
             "services":[{"service":%s,"endpoints":{"zone-a":["10.77.1.1:8080"],"zone-b":["10.77.2.1:8080"]},
               "balancer":"10.77.250.1:9001"}]}
            """.formatted(CoreJson.write(Samples.shop(MigrationPolicy.DEFAULT)));

    @TempDir
    Path directory;

    @Test
    void readsEveryField() throws ConfigException {
        var config = AgentConfigReader.parse("agent.json", GOOD);

        assertThat(config.name()).isEqualTo("agent-zone-a");
        assertThat(config.listen()).isEqualTo(new HostPort("10.77.1.1", 7077));
        assertThat(config.ledger()).hasScheme("https").hasPort(7443);
        assertThat(config.stack()).isEqualTo(new StackId("shop", "dev"));
        assertThat(config.stateDir()).isEmpty();
        assertThat(config.probes().settings().interval()).isEqualTo(Duration.ofMillis(100));
        var service = config.services().getFirst();
        assertThat(service.declared()).isEqualTo(Samples.shop(MigrationPolicy.DEFAULT));
        assertThat(service.endpoints().get(Samples.B)).containsExactly(new HostPort("10.77.2.1", 8080));
        assertThat(service.balancer()).isEqualTo(new HostPort("10.77.250.1", 9001));
    }

    @Test
    void leavesItsOwnZoneOutOfPeersAndTargets() throws ConfigException {
        var config = AgentConfigReader.parse("agent.json", GOOD);

        assertThat(config.peers()).containsOnlyKeys(new ZoneId("zone-b"));
        assertThat(config.probes().targets())
                .extracting(target -> target.zone().value())
                .containsExactly("zone-b", "zone-c");
        assertThat(config.probes().targets().getLast().http()).isEqualTo(Optional.empty());
    }

    @Test
    void tellsAllFaultsAtOnce() {
        var faults = faults(GOOD.replace("\"listen\":\"10.77.1.1:7077\"", "\"listen\":\"nowhere\"")
                .replace("\"intervalMillis\":100", "\"intervalMillis\":1")
                .replace("\"tcpPort\":7077", "\"tcpPort\":70770")
                .replace("\"stack\":\"dev\"", "\"stack\":7,\"colour\":\"red\"")
                .replace("\"balancer\":\"10.77.250.1:9001\"", "\"balancer\":null"));

        assertThat(faults)
                .extracting(ConfigFault::path)
                .containsExactlyInAnyOrder(
                        "listen",
                        "stack",
                        "colour",
                        "probes.intervalMillis",
                        "probes.targets[2].tcpPort",
                        "services[0].balancer");
        assertThat(faults)
                .allSatisfy(
                        fault -> assertThat(fault.sentence()).contains(" is ").contains("; "));
    }

    @Test
    void readsWhatAWarmMigrationNeeds() throws ConfigException {
        var config = AgentConfigReader.parse(
                "agent.json",
                GOOD.replace("\"services\":", "\"localCloud\":\"/run/cloud.sock\",\"services\":")
                        .replace("\"balancer\":", """
                                "admin":"10.77.250.1:9000","database":"orders","calendars":["/etc/freeze.ics"],\
                                "balancer":"""));

        assertThat(config.localCloud()).contains(Path.of("/run/cloud.sock"));
        var service = config.services().getFirst();
        assertThat(service.admin()).contains(new HostPort("10.77.250.1", 9000));
        assertThat(service.database()).contains("orders");
        assertThat(service.calendars()).containsExactly(Path.of("/etc/freeze.ics"));
    }

    @Test
    void aDatabaseNeedsItsControlPlaneAndDataNeedsADatabase() {
        assertThat(faults(GOOD.replace(
                        "\"balancer\":", "\"database\":\"Orders\",\"calendars\":[\"freeze.ics\"],\"balancer\":")))
                .extracting(ConfigFault::path)
                .containsExactly("services[0].database", "services[0].calendars[0]");
        assertThat(faults(GOOD.replace("\"balancer\":", "\"database\":\"orders\",\"balancer\":")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence())
                        .isEqualTo("localCloud is missing; needed: the socket of the local cloud's daemon, because"
                                + " services[0].database is set"));
        assertThat(faults(GOOD.replace(
                        CoreJson.write(Samples.shop(MigrationPolicy.DEFAULT)),
                        CoreJson.write(Samples.shopWithData(MigrationPolicy.DEFAULT)))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence()).contains("services[0].database is missing; needed"));
    }

    @Test
    void readsWhichFeedsThereAre() throws ConfigException {
        var config = AgentConfigReader.parse("agent.json", GOOD.replace("\"services\":", """
                "signals": {"places": {"zone-a": ["us-east-1", "country/US"]},
                "stakes": {"breakCost": 250, "preferences": {"zone-b": -1.5}}, "sources": [
                  {"name": "status", "format": "gcp-incidents", "url": "https://status.cloud.google.com/incidents.json"},
                  {"name": "spot", "format": "aws-spot", "file": "/var/lib/feeds/spot.json", "everySeconds": 300,
                   "freshForSeconds": 7200, "instanceType": "m7g.large"},
                  {"name": "carrier", "format": "calendar", "file": "/etc/carrier.ics", "places": ["zone-b"]}]},
                "services":"""));
        var sources = config.signals().sources();
        assertThat(sources).extracting(source -> source.name()).containsExactly("status", "spot", "carrier");
        assertThat(sources.getFirst().freshFor()).isEqualTo(Duration.ofMinutes(15));
        assertThat(sources.get(1).every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.signals().stakes().breakCost()).isEqualTo(250);
        assertThat(config.signals().stakes().preference(Samples.B)).isEqualTo(-1.5);
        assertThat(config.signals().places().names().get(Samples.A)).contains("us-east-1", "zone-a");
    }

    @Test
    void everyFaultOfAFeedIsTold() {
        var faults = faults(GOOD.replace("\"services\":", """
                "signals": {"stakes": {"breakCost": -1, "preferences": {"zone-b": "much"}}, "sources": [
                  {"name": "One", "format": "rss", "url": "http://feeds.example/x", "everySeconds": 0},
                  {"name": "two", "format": "cap"},
                  {"name": "three", "format": "calendar", "file": "/etc/x.ics"},
                  {"name": "four", "format": "cap", "file": "x.xml", "colour": "red"}]},
                "services":"""));
        assertThat(faults)
                .extracting(ConfigFault::path)
                .contains(
                        "signals.stakes.breakCost",
                        "signals.stakes.preferences.zone-b",
                        "signals.sources[0].name",
                        "signals.sources[0].format",
                        "signals.sources[0].url",
                        "signals.sources[0].everySeconds",
                        "signals.sources[1].url",
                        "signals.sources[2].places",
                        "signals.sources[3].file",
                        "signals.sources[3].colour");
        assertThat(faults)
                .filteredOn(fault -> fault.path().equals("signals.sources[0].format"))
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.sentence()).contains("\"rss\"").contains("gcp-incidents"));
    }

    @Test
    void aVolumeStandsInPlaceOfADatabase() throws ConfigException {
        String where = GOOD.replace("\"services\":", "\"localCloud\":\"/run/cloud.sock\",\"services\":");
        var config = AgentConfigReader.parse("agent.json", where.replace("\"balancer\":", """
                "volume":"orders","balancer":"""));
        assertThat(config.services().getFirst().volume()).contains("orders");
        assertThat(config.services().getFirst().database()).isEmpty();

        assertThat(faults(
                        where.replace("\"balancer\":", "\"database\":\"orders\",\"volume\":\"orders\",\"balancer\":")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence())
                        .isEqualTo("services[0].volume is orders; allowed: without services[0].database, because one"
                                + " writer moves"));
    }

    @Test
    void namesTheZoneThatDoesNotExist() {
        var faults = faults(GOOD.replace("\"zone-b\":\"10.77.2.1:7077\"", "\"zone-x\":\"10.77.2.1:7077\""));

        assertThat(faults)
                .containsExactly(new ConfigFault(
                        "peers", "\"zone-x\"", "this zone does not exist; the catalogue has [zone-a, zone-b, zone-c]"));
    }

    @Test
    void passesOnWhatTheServiceItselfRefuses() {
        var faults = faults(GOOD.replace("\"capacityRatio\":0.5", "\"capacityRatio\":0.7"));

        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("services[0].service");
            assertThat(fault.remedy()).contains("0.7").contains("allowed: 0.2 to 0.5");
        });
    }

    @Test
    void saysWhereJsonBreaks() {
        assertThat(faults(GOOD.substring(0, 200)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence()).contains("is not JSON"));
        assertThat(faults("[]"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.remedy()).contains("needed: a JSON object"));
    }

    @Test
    void refusesAnIdentityOfAnotherZone() throws IOException {
        var authority = CertificateAuthority.create(directory.resolve("ca"));
        authority.issue("agent-zone-b", List.of("10.77.1.1"), directory.resolve("id"));
        var file = Files.writeString(
                directory.resolve("agent.json"),
                GOOD.replace("/run/id", directory.resolve("id").toString()));

        var refused = refused(() -> AgentConfigReader.read(file));

        assertThat(refused)
                .hasMessageContaining(
                        "identity is issued to agent-zone-b; needed: a certificate issued to agent-zone-a");
    }

    @Test
    void refusesAnIdentityThatIsNotThere() throws IOException {
        var file = Files.writeString(directory.resolve("agent.json"), GOOD);

        assertThat(refused(() -> AgentConfigReader.read(file))).hasMessageContaining("identity is /run/id; needed");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(refused(() -> AgentConfigReader.read(directory.resolve("none.json"))))
                .hasMessageContaining("not readable");
    }

    private static List<ConfigFault> faults(String json) {
        return refused(() -> AgentConfigReader.parse("agent.json", json)).faults();
    }

    private static ConfigException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(ConfigException.class, call));
    }
}
