package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestCloud.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane as a client sees it, over its socket, with real processes. */
class LocalCloudTest {
    @TempDir
    Path directory;

    private TestCloud cloud;
    private RpcServer server;
    private LocalCloud client;

    @BeforeEach
    void start() throws IOException {
        cloud = TestCloud.of(Fabrics.Wish.LOOPBACK, directory);
        server = new RpcServer(cloud.daemon, directory.resolve("cloud.sock"));
        client = LocalCloudClient.connect(directory.resolve("cloud.sock"));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        cloud.close();
    }

    @Test
    void hasWhatWasPutAndNothingTwice() {
        ZoneInfo zone = client.putZone(zone(A));
        var spec = new GroupSpec("web-a", WEB, A, 2, 100, 5);
        GroupInfo group = client.putGroup(spec);
        long pids = children();

        assertThat(client.putZone(zone(A))).isEqualTo(zone);
        assertThat(client.putGroup(spec)).isEqualTo(group);
        assertThat(children()).isEqualTo(pids);
        assertThat(group.endpoints()).containsExactly(zone.address() + ":8080", zone.address() + ":8081");
        assertThat(client.status().zones()).containsExactly(zone);
        assertThat(client.status().groups()).containsExactly(group);
        assertThat(client.status().places()).containsKeys("edge", "control", "zone-a");
    }

    @Test
    void givesGroupsOfOneZonePortsOfTheirOwn() {
        client.putZone(zone(A));
        client.putGroup(new GroupSpec("web-a", WEB, A, 2, 100, 5));

        GroupInfo other = client.putGroup(new GroupSpec("shop-a", WEB, A, 1, 100, 5));

        assertThat(other.endpoints()).hasSize(1).first().asString().endsWith(":8082");
    }

    @Test
    void keepsTheAddressesOfAGroupThroughAnyChangeOfSize() throws IOException {
        client.putZone(zone(A));
        GroupInfo none = client.putGroup(new GroupSpec("web-a", WEB, A, 0, 3, 100, 5));
        assertThat(none.endpoints())
                .extracting(at -> at.replaceFirst(".*:", ""))
                .containsExactly("8080", "8081", "8082");
        assertThatThrownBy(() -> get(none, "/")).isInstanceOf(ConnectException.class);

        GroupInfo all = client.scale("web-a", 3);
        assertThat(all.endpoints()).isEqualTo(none.endpoints());
        for (int slot = 0; slot < 3; slot++) {
            assertThat(get(all, slot, "/")).contains("web-a-" + slot + " in zone-a");
        }
        long pids = children();
        GroupInfo one = client.scale("web-a", 1);

        assertThat(one.endpoints()).isEqualTo(none.endpoints());
        assertThat(client.served(WEB)).as("those that ended count too").containsEntry(A, 3L);
        assertThat(get(one, "/")).contains("web-a-0 in zone-a");
        assertThatThrownBy(() -> get(one, 1, "/")).isInstanceOf(ConnectException.class);
        assertThat(children()).isLessThan(pids);
        assertThatThrownBy(() -> client.scale("web-a", 4))
                .hasMessageContaining("instances of group web-a is 4; allowed: 0 to 3");
    }

    @Test
    void resizesInstancesWithoutStartingThemAnew() throws IOException {
        client.putZone(zone(A));
        GroupInfo group = client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 5));
        assertThat(get(group, "/load")).contains("\"capacityPerSecond\":100.000");
        assertThat(get(group, "/")).contains("200 OK", "web-a-0 in zone-a");

        client.putGroup(new GroupSpec("web-a", WEB, A, 1, 250, 4));

        assertThat(get(group, "/load")).contains("\"capacityPerSecond\":250.000", "\"servedTotal\":1");
        assertThat(client.served(WEB)).containsEntry(A, 1L);
    }

    @Test
    void slowsEveryInstanceOfAZoneAndHealsThem() throws IOException {
        client.putZone(zone(A));
        GroupInfo group = client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 0));

        client.slow(A, 200);
        long start = System.nanoTime();
        assertThat(get(group, "/")).contains("200 OK");
        assertThat(System.nanoTime() - start).isGreaterThan(200_000_000);

        client.heal(A);
        start = System.nanoTime();
        assertThat(get(group, "/")).contains("200 OK");
        assertThat(System.nanoTime() - start).isLessThan(200_000_000);
    }

    @Test
    void cannotBeSlowedOverTheNetwork() throws IOException {
        client.putZone(zone(A));
        GroupInfo group = client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 0));

        assertThat(get(group, "/slow?millis=500")).contains("404");
    }

    @Test
    void stopsAZonesProcessesWhereItCannotBeCutOff() throws IOException {
        client.putZone(zone(A));
        GroupInfo group = client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 0));
        assertThat(get(group, "/")).contains("200 OK");

        client.kill(A);

        assertThatThrownBy(() -> get(group, "/")).isInstanceOf(IOException.class);
        assertThat(client.served(WEB)).containsKey(A);
        assertThat(client.links()).contains(LinkSpec.cut("edge", "zone-a"), LinkSpec.cut("zone-a", "edge"));
        assertThatThrownBy(() -> client.putGroup(new GroupSpec("more", WEB, A, 1, 1, 1)))
                .hasMessageContaining("zone zone-a is dead");
        client.heal(A);
        assertThat(get(group, "/")).contains("200 OK");
        assertThat(client.links()).isEmpty();
    }

    @Test
    void keepsAZoneWhileSomethingIsInIt() {
        client.putZone(zone(A));
        client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 5));

        assertThatThrownBy(() -> client.deleteZone(A))
                .isInstanceOfSatisfying(
                        LocalCloudException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
                .hasMessage("zone zone-a cannot go: it still has group web-a");

        client.deleteGroup("web-a");
        client.deleteZone(A);
        client.deleteZone(A);
        client.deleteGroup("web-a");
        client.deleteBalancer("none");
        client.removeAgent(A);
        assertThat(client.status().zones()).isEmpty();
    }

    @Test
    void startsAnAgentAgainThatEndedByItself() throws InterruptedException {
        String listen = client.putZone(zone(A)).address() + ":7077";
        AgentInfo first = client.placeAgent(new AgentSpec(A, "{\"listen\":\"" + listen + "\"}"));

        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (client.status().agents().getFirst().pid() == first.pid()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
        AgentInfo second = client.status().agents().getFirst();
        assertThat(second.address()).isEqualTo(first.address());
        client.removeAgent(A);
        assertThat(ProcessHandle.of(second.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(client.status().agents()).isEmpty();
    }

    @Test
    void placesOneAgentAZoneAndStartsItAnewWithAnotherConfiguration() {
        ZoneInfo zone = client.putZone(zone(A));
        String listen = "{\"listen\":\"" + zone.address() + ":7077\"";

        AgentInfo first = client.placeAgent(new AgentSpec(A, listen + "}"));

        assertThat(client.placeAgent(new AgentSpec(A, listen + "}"))).isEqualTo(first);
        AgentInfo second = client.placeAgent(new AgentSpec(A, listen + ",\"more\":1}"));
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(second.address()).isEqualTo(zone.address() + ":7077");
        assertThatThrownBy(() -> client.placeAgent(new AgentSpec(A, "{\"broken\":1}")))
                .hasMessageContaining("agent of zone zone-a ended with 3: the configuration is broken");
        assertThatThrownBy(() -> client.placeAgent(new AgentSpec(A, "not json")))
                .hasMessageContaining("not JSON");
        assertThat(client.status().agents()).isEmpty();
    }

    @Test
    void issuesIdentitiesThatLoad() {
        IdentityInfo info = client.identity("agent-zone-a", List.of("10.77.1.1"));

        assertThat(Identity.load(Path.of(info.directory())).name()).isEqualTo("agent-zone-a");
        assertThatThrownBy(() -> client.identity("../evil", List.of())).hasMessageContaining("\"../evil\"; allowed");
    }

    @Test
    void saysInOneSentenceWhatIsWrongWithAValue() {
        assertThatThrownBy(() -> client.putGroup(new GroupSpec("web-a", WEB, new ZoneId("zone-x"), 1, 1, 1)))
                .isInstanceOfSatisfying(
                        LocalCloudException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
                .hasMessage("zone zone-x does not exist; there are []");
        assertThatThrownBy(() -> client.scale("web-a", 2)).hasMessageContaining("group web-a does not exist");
        client.putZone(zone(A));
        assertThatThrownBy(() -> client.slow(A, -1)).hasMessageContaining("allowed: 0 to 60000");
        assertThatThrownBy(() -> client.kill(B)).hasMessage("zone zone-b does not exist; there are [zone-a]");
        assertThatThrownBy(() -> client.link(LinkSpec.cut("zone-a", "zone-x"))).hasMessageContaining("zone-x");
        var endpoints = new TreeMap<ZoneId, List<String>>();
        endpoints.put(B, List.of("127.0.0.1:1"));
        assertThatThrownBy(() -> client.putBalancer(new BalancerSpec("front", WEB, endpoints, weights(0, 10_000))))
                .hasMessageContaining("zone zone-b does not exist");
    }

    @Test
    void refusesOnTheWireWhatTheRecordsRefuse() throws IOException {
        client.putZone(zone(A));
        assertThat(call(
                        "putGroup",
                        "{\"name\":\"g\",\"service\":\"web\",\"zone\":\"zone-a\",\"instances\":1,\"slots\":1,"
                                + "\"capacityPerSecond\":0,\"serviceMillis\":1}"))
                .contains("capacityPerSecond of group g is 0.0; allowed: above 0, at most 100000", "-32602");
        assertThat(call(
                        "putZone",
                        "{\"zone\":{\"id\":\"edge\",\"latitudeDegrees\":0,\"longitudeDegrees\":0,"
                                + "\"pricePerInstanceHour\":1}}"))
                .contains("which the cloud keeps");
        assertThat(call("scale", "\"web\"")).contains("parameter 2 is missing");
        assertThat(call("conquer", "1")).contains("-32601");
        assertThat(call("putZone", "{")).contains("-32700");
    }

    @Test
    void saysThatABalancerCannotHaveThePortOfAnother() throws IOException {
        client.putZone(zone(A));
        client.putGroup(new GroupSpec("web-a", WEB, A, 1, 100, 5));
        String edge = client.status()
                .places()
                .getOrDefault("edge", new LocalCloudStatus.Place("", ""))
                .address();
        try (var taken = new ServerSocket(8000, 1, InetAddress.getByName(edge))) {
            assertThat(taken.isBound()).isTrue();

            assertThatThrownBy(() -> cloud.balancer(weights(10_000, 0))).hasMessageContaining("HAProxy");
        }
        assertThat(client.status().balancers()).isEmpty();
        assertThat(cloud.balancer(weights(10_000, 0)).frontend()).isEqualTo(edge + ":8000");
    }

    @Test
    void saysThatNothingListens(@TempDir Path empty) {
        assertThatThrownBy(() -> LocalCloudClient.connect(empty.resolve("cloud.sock")))
                .isInstanceOfSatisfying(
                        LocalCloudException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("it does not exist");
    }

    private static ZoneSpec zone(ZoneId id) {
        return new ZoneSpec(new Zone(id, 0, 0, 1));
    }

    private static long children() {
        return ProcessHandle.current().children().mapToLong(ProcessHandle::pid).sum();
    }

    private static String get(GroupInfo group, String path) throws IOException {
        return get(group, 0, path);
    }

    private static String get(GroupInfo group, int slot, String path) throws IOException {
        String[] endpoint = group.endpoints().get(slot).split(":", 2);
        try (var socket = new Socket(endpoint[0], Integer.parseInt(endpoint[1]))) {
            socket.setSoTimeout(500);
            String request = "GET " + path + " HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String call(String method, String param) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("cloud.sock")));
                var lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String request =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + param + "]}\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return String.valueOf(lines.readLine());
        }
    }
}
