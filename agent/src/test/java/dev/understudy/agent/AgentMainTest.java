package dev.understudy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.weights.Notice;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger.Lease;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, with the flags it is meant to run with. */
@Timeout(60)
class AgentMainTest {
    private static final String HOST = "127.77.4.1";

    @TempDir
    Path directory;

    private int port;
    private Optional<Process> process = Optional.empty();

    @BeforeEach
    void prepare() throws IOException {
        CertificateAuthority.create(directory.resolve("ca"))
                .issue("agent-zone-c", List.of(HOST), directory.resolve("identity"));
        port = Ports.free(HOST);
    }

    @AfterEach
    void end() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void aBadConfigurationEndsItWithCode2AndALineForEachFault() throws Exception {
        var run = start(
                config().replace("\"project\":\"shop\"", "\"project\":\"\"").replace("\"peers\":{}", "\"peers\":[]"));

        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(errors())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("agent.json: project is \"\"; allowed:"))
                .anySatisfy(line -> assertThat(line).contains("agent.json: peers is []; needed: an object"));
    }

    @Test
    void aTakenPortEndsItWithCode1AndOneSentence() throws Exception {
        try (var taken = new ServerSocket(port, 1, InetAddress.ofLiteral(HOST))) {
            assertThat(taken.isBound()).isTrue();
            var run = start(config());

            assertThat(run.waitFor()).isEqualTo(1);
            assertThat(errors().getLast())
                    .startsWith(
                            "agent-zone-c cannot start: listen is " + HOST + ":" + port + ", which cannot be bound");
        }
    }

    @Test
    void aLedgerOfAnotherStackEndsItWithCode1() throws Exception {
        try (var other = Ledgers.open(
                ledger(), Optional.of(new StackId("shop", "prod")), Optional.empty(), InstantSource.system())) {
            other.notice(new Notice("a test", "this ledger is in use", Samples.START));
        }
        var run = start(config());

        assertThat(run.waitFor()).isEqualTo(1);
        assertThat(errors().getLast()).contains("shop/prod").contains("shop/dev");
    }

    @Test
    void anOrderToStopGivesTheLeaseBack() throws Exception {
        var run = start(config());
        await(() -> errors().contains("agent zone-c ready on " + HOST + ":" + port));
        try (var ledger = Ledgers.open(
                ledger(), Optional.of(new StackId("shop", "dev")), Optional.empty(), InstantSource.system())) {
            await(() -> {
                var asked = ledger.lease(Samples.SHOP, "zone-b", Duration.ofSeconds(1));
                ledger.release(Samples.SHOP, "zone-b");
                return asked instanceof Lease.HeldBy(var holder, var _) && holder.equals("zone-c");
            });

            run.destroy();

            assertThat(run.waitFor()).isEqualTo(128 + 15);
            assertThat(ledger.lease(Samples.SHOP, "zone-b", Duration.ofSeconds(1)))
                    .isInstanceOf(Lease.Granted.class);
        }
    }

    private URI ledger() {
        return URI.create("file://" + directory.resolve("dev.ledger"));
    }

    private String config() {
        return """
                {"zone":"zone-c","listen":"%s:%d","identity":"%s","ledger":"%s","project":"shop","stack":"dev","peers":{},\
                "probes":{"intervalMillis":100,"timeoutMillis":1000,"windowMillis":1000,"targets":[]},\
                "services":[{"service":%s,"endpoints":{},"balancer":"127.77.250.1:9"}]}""".formatted(
                        HOST,
                        port,
                        directory.resolve("identity"),
                        ledger(),
                        CoreJson.write(Samples.shop(MigrationPolicy.DEFAULT)));
    }

    private Process start(String config) throws IOException {
        var file = Files.writeString(directory.resolve("agent.json"), config);
        var started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.understudy.agent.AgentMain",
                        "--config",
                        file.toString())
                .redirectError(directory.resolve("stderr").toFile())
                .redirectOutput(directory.resolve("stdout").toFile())
                .start();
        process = Optional.of(started);
        return started;
    }

    private List<String> errors() throws IOException {
        return Files.readAllLines(directory.resolve("stderr"));
    }

    private void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("stderr: " + errors()).isLessThan(end);
            assertThat(process.orElseThrow().waitFor(20, TimeUnit.MILLISECONDS))
                    .as("stderr: " + errors())
                    .isFalse();
        }
    }
}
