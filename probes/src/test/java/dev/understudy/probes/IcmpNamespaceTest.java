package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ICMP where its rights are set as a machine may set them: in network namespaces that end with the test. */
class IcmpNamespaceTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final String LOOPBACK_UP = "ip link set lo up";
    private static final String DATAGRAMS_ALLOWED = "echo 0 0 > /proc/sys/net/ipv4/ping_group_range";
    private static final String NEIGHBOURLESS_LINK = "ip link add v0 type veth peer name v1"
            + " && echo 50 > /proc/sys/net/ipv4/neigh/v0/retrans_time_ms"
            + " && ip addr add 10.9.9.1/24 dev v0 && ip link set v0 up && ip link set v1 up";
    private static final String WITHOUT_RAW = "setpriv --bounding-set=-net_raw --inh-caps=-net_raw ";

    @BeforeAll
    static void needsNamespaces() throws Exception {
        assumeTrue(
                run(LOOPBACK_UP).exitCode() == 0,
                "this machine lets this user make no network namespaces, or has no iproute2");
    }

    @Test
    void pingsThroughADatagramSocketWhereTheGroupRangeAllowsIt() throws Exception {
        var ended = run(DATAGRAMS_ALLOWED + " && " + LOOPBACK_UP + " && exec " + java("127.0.0.1"));

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("socket datagram", "z-127-0-0-1 10 of 10", "lag z-127-0-0-1 ICMP")
                .doesNotContain("unavailable")
                .doesNotContain("hardware address");
    }

    @Test
    void pingsThroughARawSocketWhereItMay() throws Exception {
        var ended = run(LOOPBACK_UP + " && exec " + java("127.0.0.1", "127.0.0.2"));

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("socket raw", "z-127-0-0-1 10 of 10", "z-127-0-0-2 10 of 10", "lag z-127-0-0-1 ICMP");
    }

    @Test
    void hearsThatATargetCannotBeReachedWithoutWaitingForTheTimeout() throws Exception {
        for (var allowed : List.of("true", DATAGRAMS_ALLOWED)) {
            var ended = run(allowed + " && " + LOOPBACK_UP + " && " + NEIGHBOURLESS_LINK + " && exec "
                    + java(
                            "10.9.9.7",
                            "10.200.0.1")); // no neighbour answers for the first, no route leads to the second

            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .contains("z-10-9-9-7 0 of 10", "z-10-200-0-1 0 of 10")
                    .doesNotContain("nothing");
        }
    }

    @Test
    void saysInOneSentenceWhatIsMissingWhereItMayNeither() throws Exception {
        var ended = run(LOOPBACK_UP + " && exec " + WITHOUT_RAW + java("127.0.0.1"));

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("socket denied")
                .contains("unavailable ICMP probes may not open a socket: net.ipv4.ping_group_range is \"1 0\"")
                .contains("(EACCES), and it has no CAP_NET_RAW (EPERM)");
    }

    private record Ended(int exitCode, String output) {}

    private static Ended run(String script) throws IOException, InterruptedException {
        var unshare = isRoot() ? List.of("unshare", "--net") : List.of("unshare", "--user", "--map-root-user", "--net");
        var command = new ArrayList<>(unshare);
        command.addAll(List.of("sh", "-c", script));
        var log = Files.createTempFile("understudy-namespace", ".log");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Ended(127, e.toString()); // no such command
        } finally {
            Files.delete(log);
        }
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private static String java(String... addresses) {
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.machineId=02:00:00:00:00:01",
                "-cp",
                "'" + System.getProperty("java.class.path") + "'",
                InNamespace.class.getName(),
                String.join(" ", addresses));
    }
}
