package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One installed provider drives the Java program and the YAML one, and neither is touched by weights that move. */
final class JavaProgramTest {
    private static final int JAVA_17 = 61;

    private static Stage stage;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        stage = Stage.open();
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void theJavaProgramFollowsTheWeightsAndGoesWithoutATrace() throws IOException, InterruptedException {
        Path program = copy("local-pair-java");
        Files.createSymbolicLink(stage.folder().resolve("sdk"), Product.ROOT.resolve("sdk"));
        followsAndGoes(program, "local-pair-java");
        assertThat(release(program.resolve("target/classes/dev/understudy/programs/LocalPair.class")))
                .isEqualTo(JAVA_17);
        assertThat(release(program.resolve("target/classes/dev/understudy/ShadowedService.class")))
                .isEqualTo(JAVA_17);
    }

    @Test
    void theYamlProgramDoesTheSame() throws IOException, InterruptedException {
        followsAndGoes(copy("local-pair"), "local-pair");
    }

    private static void followsAndGoes(Path program, String project) throws IOException, InterruptedException {
        stage.init(program);
        var before = sources(program);
        stage.up(program);
        var first = stage.outputs(program);
        assertThat(first.path("weights").path("effective").path("zone-a").asInt())
                .isEqualTo(10_000);
        assertThat(stage.resources()).as("two groups, a balancer, three agents").isEqualTo(6);

        Stage.succeeded(stage.understudy(
                program,
                "weights",
                "set",
                "shop",
                "zone-a=70",
                "zone-b=30",
                "--reason",
                "a canary",
                "--project",
                project,
                "--stack",
                "dev"));
        String moved = stage.up(program);

        assertThat(moved).contains("1 updated", "11 unchanged");
        var weights = stage.outputs(program).path("weights");
        assertThat(weights.path("declared").path("zone-a").asInt()).isEqualTo(10_000);
        assertThat(weights.path("desired").path("zone-b").asInt()).isEqualTo(3_000);
        assertThat(weights.path("effective").path("zone-b").asInt())
                .as("read back from HAProxy")
                .isBetween(2_900, 3_100);
        assertThat(sources(program)).as("the program").isEqualTo(before);

        stage.up(program, "--expect-no-changes");
        Stage.succeeded(stage.pulumi(program, "refresh", "--preview-only", "--expect-no-changes"));
        Stage.succeeded(stage.pulumi(program, "destroy", "--yes", "--skip-preview", "--suppress-progress"));
        assertThat(stage.resources()).isZero();
        assertThat(stage.status().path("zones").size()).isZero();
    }

    /** The program where its way to the SDK still leads there. */
    private static Path copy(String name) throws IOException {
        Path from = Product.ROOT.resolve("stacks/programs").resolve(name);
        Path to = stage.folder().resolve("stacks/programs").resolve(name);
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = from.relativize(file);
                if (!relative.startsWith("target")) {
                    Files.createDirectories(to.resolve(relative).getParent());
                    Files.copy(file, to.resolve(relative));
                }
            }
        }
        return to;
    }

    private static Map<String, String> sources(Path program) throws IOException {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(program)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = program.relativize(file).toString();
                if (!name.startsWith("target/") && !name.equals("Pulumi.dev.yaml")) {
                    sources.put(name, Files.readString(file));
                }
            }
        }
        return sources;
    }

    /** The version of a class file. */
    private static int release(Path file) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(6);
            return in.readUnsignedShort();
        }
    }
}
