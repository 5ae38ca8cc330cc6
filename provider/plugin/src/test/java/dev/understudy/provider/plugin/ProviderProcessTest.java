package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as the process that an engine starts. */
class ProviderProcessTest {
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    Path directory;

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ProviderMain.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("UNDERSTUDY_HOME", directory.resolve("home").toString());
        return builder.start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void itPrintsItsPortAndNothingElseAndEndsBySignal() throws Exception {
        var process = start();
        try (var out = output(process)) {
            int port = Integer.parseInt(out.readLine());
            new Socket("127.0.0.1", port).close();
            process.toHandle().destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
            assertThat(Files.readString(directory.resolve("stderr"))).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void itEndsWithTheEngineThatLaunchedIt() throws Exception {
        var engine = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var process = start("127.0.0.1:" + engine.getLocalPort());
        try (var out = output(process)) {
            assertThat(out.readLine()).matches("\\d+");
            engine.close();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
            engine.close();
        }
    }

    @Test
    void itTracesEachRequestAsOneLine() throws Exception {
        var trace = directory.resolve("trace.jsonl");
        var process = start("--trace", trace.toString(), "--train");
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(trace))
                    .anySatisfy(line ->
                            assertThat(line).contains("\"rpc\":\"Check\"").contains("\"ledgerMillis\":"))
                    .allSatisfy(line -> assertThat(line).startsWith("{\"rpc\":").contains("\"millis\":"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aWrongOptionIsSaidInOneLine() throws Exception {
        assertThat(refused("--port", "many"))
                .isEqualTo("pulumi-resource-understudy: --port is \"many\"; allowed: 0 to 65535");
        assertThat(refused("--weights-onyl")).startsWith("pulumi-resource-understudy: \"--weights-onyl\" is not known");
    }

    private String refused(String... arguments) throws Exception {
        var process = start(arguments);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        var said = Files.readAllLines(directory.resolve("stderr"));
        assertThat(said).hasSize(1);
        return said.getFirst();
    }
}
