package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the engine tells a person whose program or surroundings are wrong: one error, and nothing half made. */
final class ProviderBadInputTest {
    /** What the YAML host colours, it colours always. */
    private static final String COLOUR = "\u001b\\[[0-9;]*m";

    /** The engine's own word on the component that waited for a resource which failed: it hangs up, then says so. */
    private static final String ENGINE_LEAVES = "grpc: the client connection is closing";

    private static Stage stage;
    private static int programs;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        stage = Stage.open();
        stage.attachProvider();
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    private static Path program(String source) throws IOException, InterruptedException {
        return stage.program("p" + programs++, source.replace("name: small", "name: small" + programs));
    }

    private static String edited(String from, String to) {
        assertThat(SmallProgram.SOURCE).contains(from);
        return SmallProgram.SOURCE.replace(from, to);
    }

    /** Words of the one error that an {@code up} ends with. */
    private static void refused(Path program, String... words) throws IOException, InterruptedException {
        var ended = stage.tryUp(program);
        String said = (ended.out() + ended.err()).replaceAll(COLOUR, "");
        assertThat(ended.code()).as(said).isNotZero();
        String diagnostics = said.substring(said.indexOf("Diagnostics:"));
        var errors = diagnostics
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("error: ") || line.startsWith("Error: "))
                .filter(line -> !line.equals("error: update failed") && !line.endsWith(ENGINE_LEAVES))
                .toList();
        assertThat(errors).as(said).hasSize(1);
        assertThat(diagnostics).contains(words);
    }

    private static void refusesProgram(String source, String... words) throws IOException, InterruptedException {
        Path program = program(source);
        int before = stage.resources();
        refused(program, words);
        assertThat(stage.types(program))
                .doesNotContain(
                        "understudy:index:ShadowedService",
                        "understudy:local:InstanceGroup",
                        "understudy:local:LoadBalancer",
                        "understudy:index:WeightAssignment");
        assertThat(stage.resources()).isEqualTo(before);
        Stage.succeeded(stage.pulumi(program, "destroy", "--yes", "--skip-preview"));
    }

    @Test
    void aZoneThatDoesNotExist() throws IOException, InterruptedException {
        refusesProgram(edited("zone: zone-a,", "zone: zone-x,"), "primary.zone", "zone-x", "[zone-a, zone-b]");
    }

    @Test
    void aCapacityOutsideItsRange() throws IOException, InterruptedException {
        refusesProgram(edited("capacity: 0.5", "capacity: 0.7"), "shadow.capacity", "0.7", "0.2 to 0.5");
    }

    @Test
    void anUnknownReplicationMode() throws IOException, InterruptedException {
        refusesProgram(
                edited("replication: async", "replication: sometimes"),
                "replication",
                "sometimes",
                "\"sync\"",
                "\"async\"",
                "\"hybrid\"");
    }

    @Test
    void weightsThatSumToNothing() throws IOException, InterruptedException {
        refusesProgram(
                edited("replication: async", "replication: async\n      weights: {zone-a: 0, zone-b: 0}"),
                "property weights",
                "sum to nothing",
                "zone-a=0.0",
                "at least one above 0");
    }

    @Test
    void aLedgerOfAnotherStack() throws IOException, InterruptedException {
        Path strange = stage.folder().resolve("strange.ledger");
        try (var ledger = Ledgers.open(
                strange.toUri(), Optional.of(new StackId("other", "prod")), Optional.empty(), InstantSource.system())) {
            ledger.lease(new ServiceId("shop"), "zone-a", Duration.ofSeconds(1));
        }
        String before = Files.readString(strange);
        Path program = program(SmallProgram.SOURCE);
        config(program, "understudy:ledger", strange.toUri().toString());

        refused(program, "understudy:ledger", "strange.ledger", "other/prod");

        assertThat(stage.types(program)).noneMatch(type -> type.startsWith("understudy:"));
        assertThat(Files.readString(strange)).isEqualTo(before);
    }

    @Test
    void aLocalCloudThatIsNotRunning() throws IOException, InterruptedException {
        Path program = program(SmallProgram.SOURCE.replace(
                "properties: {latitudeDegrees: 52.4",
                "options: {dependsOn: [\"${[\\\"zone-a\\\"]}\"]}\n    properties: {latitudeDegrees: 52.4"));
        Path nowhere = stage.folder().resolve("nowhere.sock");
        config(program, "understudy:localCloud", nowhere.toString());

        refused(program, "the local cloud is not running", nowhere.toString());

        assertThat(stage.types(program)).noneMatch(type -> type.startsWith("understudy:"));
    }

    @Test
    void settingsThatWereWrongOnceAndABalancerThatDied() throws IOException, InterruptedException {
        Path program = program(SmallProgram.SOURCE);
        stage.up(program);
        String project = "small" + programs;
        weights(project, "80", "20");
        config(
                program,
                "understudy:localCloud",
                stage.folder().resolve("nowhere.sock").toString());
        refused(program, "the local cloud is not running");
        Stage.succeeded(stage.pulumi(program, "config", "rm", "understudy:localCloud"));
        stage.up(program);
        assertThat(effective(program)).as("wrong settings leave no trace").isBetween(1_900, 2_100);

        weights(project, "50", "50");
        killBalancer();
        refused(program, "revision 3", "balancer");
        assertThat(effective(program)).as("what was last in force").isBetween(1_900, 2_100);
        assertThat(stage.understudy(program, "weights", "show", "--project", project, "--stack", "dev")
                        .out())
                .contains("zone-b 50 %");
        Stage.succeeded(stage.pulumi(program, "destroy", "--yes", "--skip-preview"));
        assertThat(stage.resources()).isZero();
    }

    @Test
    void noEngine() throws IOException, InterruptedException {
        Path program = program(SmallProgram.SOURCE);
        Path empty = Files.createDirectories(stage.folder().resolve("empty"));
        var ended = Product.run(
                stage.folder(),
                Map.of("UNDERSTUDY_PULUMI_DIR", empty.toString()),
                60,
                "reconcile",
                "--dir",
                program.toString(),
                "--stack",
                "dev",
                "--ledger",
                stage.folder().resolve("none.ledger").toUri().toString());
        assertThat(ended.code()).isNotZero();
        assertThat(ended.lastError()).contains("UNDERSTUDY_PULUMI_DIR", empty.toString(), "no pulumi in it");
        assertThat(stage.folder().resolve("none.ledger")).doesNotExist();
    }

    private static int effective(Path program) throws IOException, InterruptedException {
        return stage.outputs(program)
                .path("weights")
                .path("effective")
                .path("zone-b")
                .asInt();
    }

    private static void config(Path program, String key, String value) throws IOException, InterruptedException {
        Stage.succeeded(stage.pulumi(program, "config", "set", key, value));
    }

    private static void weights(String project, String home, String shadow) throws IOException, InterruptedException {
        Stage.succeeded(stage.understudy(
                stage.folder(),
                "weights",
                "set",
                "shop",
                "zone-a=" + home,
                "zone-b=" + shadow,
                "--reason",
                "a test",
                "--project",
                project,
                "--stack",
                "dev"));
    }

    private static void killBalancer() throws IOException, InterruptedException {
        List<Long> pids = Product.processesNaming(
                        stage.folder().resolve("cloud/lb").toString())
                .stream()
                .filter(line -> line.contains("haproxy"))
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(':'))))
                .toList();
        assertThat(pids).isNotEmpty();
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        Stage.await(
                "the end of HAProxy",
                () -> pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid)))));
    }
}
