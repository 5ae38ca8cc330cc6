package dev.understudy.bench.product;

import dev.understudy.bench.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's command line and the engine's, with a home of the measurement's own. */
final class Commands {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final World world;
    private final Path binaries;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** Needs {@code UNDERSTUDY_PRODUCT_LIB}, {@code UNDERSTUDY_PROVIDER} and {@code UNDERSTUDY_PULUMI_DIR}. */
    Commands(World world, String backend) {
        this.world = world;
        this.binaries = Path.of(needed("UNDERSTUDY_PULUMI_DIR"));
        Path secret = world.folder().resolve("passphrase");
        try {
            Files.writeString(secret, "measured");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put(
                "PATH", binaries + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin");
        environment.put("PULUMI_HOME", world.folder().resolve("pulumi-home").toString());
        environment.put("PULUMI_BACKEND_URL", backend);
        environment.put("PULUMI_CONFIG_PASSPHRASE_FILE", secret.toString());
        environment.put("PULUMI_SKIP_UPDATE_CHECK", "true");
        environment.put("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true");
        environment.put(
                "UNDERSTUDY_HOME", world.folder().resolve("understudy-home").toString());
        environment.put("UNDERSTUDY_PULUMI_DIR", binaries.toString());
        environment.put("UNDERSTUDY_PROVIDER", needed("UNDERSTUDY_PROVIDER"));
        environment.put("NO_COLOR", "1");
    }

    private static String needed(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not set: start by ./do bench"));
    }

    /** Sets a variable for everything run from here on. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** {@code understudy ARGUMENT…}, to be run in this process's place. */
    List<String> understudy(int heapMiB, List<String> arguments) {
        var command = withEnvironment();
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + heapMiB + "m",
                "-Dio.netty.machineId=02:00:00:00:00:01", // a TUN device has no hardware address to make one from
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                needed("UNDERSTUDY_PRODUCT_LIB") + "/*",
                "dev.understudy.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    /** Runs {@code understudy ARGUMENT…} to its end and returns what it said. */
    String run(List<String> arguments) {
        return world.processes().run(List.of(), understudy(96, arguments), LIMIT);
    }

    /** Runs {@code pulumi ARGUMENT…} to its end and returns what it said. */
    String pulumi(Path project, List<String> arguments) {
        var command = withEnvironment();
        command.add(binaries.resolve("pulumi").toString());
        command.add("--cwd");
        command.add(project.toString());
        command.addAll(arguments);
        return world.processes().run(List.of(), command, LIMIT);
    }

    private List<String> withEnvironment() {
        var command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }
}
