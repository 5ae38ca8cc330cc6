package dev.understudy.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A local cloud on loopback addresses of its own, an engine with a home, backend and passphrase of its own, and the
 * provider installed in it as a plugin. Everything lives below one folder with a short path and ends with it.
 */
final class Stage implements AutoCloseable {
    private static final long LIMIT_SECONDS = 180;
    private static final Duration END = Duration.ofSeconds(20);

    private final Path folder;
    private final Map<String, String> environment;
    private final List<Process> children = new ArrayList<>();

    private Stage(Path folder) {
        this.folder = folder;
        this.environment = new HashMap<>(Map.of(
                "PULUMI_HOME", folder.resolve("home").toString(),
                "PULUMI_BACKEND_URL", folder.resolve("state").toUri().toString(),
                "PULUMI_CONFIG_PASSPHRASE", "a test",
                "PULUMI_SKIP_UPDATE_CHECK", "true",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true",
                "UNDERSTUDY_HOME", folder.resolve("own").toString(),
                "UNDERSTUDY_LOCAL_CLOUD", folder.resolve("cloud/cloud.sock").toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "NO_COLOR", "1"));
    }

    /** Brings it up. */
    static Stage open() throws IOException, InterruptedException {
        var stage = new Stage(Files.createTempDirectory("us-"));
        try {
            Files.createDirectories(stage.folder.resolve("state"));
            stage.environment.put("PATH", engine() + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin");
            succeeded(stage.understudy(stage.folder, "plugin", "install"));
            stage.startCloud();
            return stage;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError fault) {
            stage.close();
            throw fault;
        }
    }

    /** The folder with the engine; {@code ./do check} says where it is. */
    static Path engine() {
        String named = System.getenv("UNDERSTUDY_PULUMI_DIR");
        if (named == null) {
            throw new AssertionError("UNDERSTUDY_PULUMI_DIR is not set; run ./do check");
        }
        return Path.of(named);
    }

    static Product.Ended succeeded(Product.Ended ended) {
        if (ended.code() != 0) {
            throw new AssertionError("exit code " + ended.code() + ": " + ended.out() + ended.err());
        }
        return ended;
    }

    private void startCloud() throws IOException {
        int side = Integer.getInteger("fork", 1) % 2; // two at a time, which must not meet
        String network =
                Integer.toString(100 + 75 * side + ThreadLocalRandom.current().nextInt(75));
        var cloud = start(
                "cloud",
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        Product.ROOT.resolve("cli/target/dist/lib") + "/*",
                        "dev.understudy.clouds.local.LocalCloudMain",
                        "--dir",
                        folder.resolve("cloud").toString(),
                        "--fabric",
                        "loopback",
                        "--network",
                        network,
                        "--die-with",
                        Long.toString(ProcessHandle.current().pid())));
        var ready = firstLine("cloud", cloud);
        if (!ready.startsWith("ready ")) {
            throw new AssertionError("the local cloud said " + ready);
        }
    }

    /** Starts the provider attached, so that each engine finds it warm. */
    void attachProvider() throws IOException {
        var provider = start(
                "provider",
                environment,
                List.of(folder.resolve("home/plugins/resource-understudy-v0.1.0/pulumi-resource-understudy")
                        .toString()));
        environment.put("PULUMI_DEBUG_PROVIDERS", "understudy:" + firstLine("provider", provider));
    }

    /** Serves a ledger file to agents, and returns its address when it listens. */
    URI serveLedger(String project) throws IOException, InterruptedException {
        var control = status().path("places").path("control").path("address").asString();
        var identity = identity("ledger", control);
        var command = Product.command(
                        "ledger",
                        "serve",
                        "--ledger",
                        folder.resolve("served.ledger").toUri().toString(),
                        "--project",
                        project,
                        "--stack",
                        "dev",
                        "--listen",
                        control + ":7443",
                        "--identity",
                        identity)
                .command();
        var server = start("ledger", Map.of(), command);
        await("the ledger's endpoint", () -> {
            if (!server.isAlive()) {
                throw new AssertionError("the ledger's endpoint ended: " + log("ledger"));
            }
            return log("ledger").contains("ready on port 7443");
        });
        return URI.create("https://" + control + ":7443");
    }

    /** Starts the reconciler of a program's stack {@code dev}; it starts the provider itself, as it does for a user. */
    void startReconciler(Path program, URI ledger) throws IOException, InterruptedException {
        var alone = new HashMap<>(environment);
        alone.remove("PULUMI_DEBUG_PROVIDERS");
        var command = new ArrayList<>(List.of("reconcile", "--dir", program.toString(), "--stack", "dev"));
        command.addAll(List.of("--ledger", ledger.toString(), "--identity", identity("reconciler")));
        Path said = folder.resolve("reconciler.out");
        var reconciler = new Process[1];
        await("the reconciler", () -> {
            if (reconciler[0] == null || !reconciler[0].isAlive()) { // as a supervisor does
                reconciler[0] = start(
                        "reconciler",
                        alone,
                        Product.command(command.toArray(String[]::new)).command(),
                        ProcessBuilder.Redirect.to(said.toFile()));
            }
            return Files.readString(said).contains("following the ledger of");
        });
    }

    /** Starts a command of the product's that goes on beside the test; what it says goes to a file with its name. */
    Process startCommand(String name, String... arguments) throws IOException {
        return start(name, environment, Product.command(arguments).command());
    }

    /** A new certificate's folder. */
    String identity(String... nameAndAddresses) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("local", "identity"));
        arguments.addAll(List.of(nameAndAddresses));
        return succeeded(understudy(folder, arguments.toArray(String[]::new)))
                .out()
                .strip();
    }

    /** What exists in the cloud. */
    JsonNode status() throws IOException, InterruptedException {
        return json(
                succeeded(understudy(folder, "local", "status", "-o", "json")).out());
    }

    /** Groups, balancers and agents of the cloud: what must be gone when a stack is. */
    int resources() throws IOException, InterruptedException {
        var status = status();
        return status.path("groups").size()
                + status.path("balancers").size()
                + status.path("agents").size();
    }

    static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    Path folder() {
        return folder;
    }

    Product.Ended understudy(Path directory, String... arguments) throws IOException, InterruptedException {
        return Product.run(directory, environment, LIMIT_SECONDS, arguments);
    }

    /** The engine's command line in a program's folder, on its stack {@code dev}. */
    Product.Ended pulumi(Path program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(engine().resolve("pulumi").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--stack", "dev", "--non-interactive", "--color", "never"));
        return Product.run(program, environment, LIMIT_SECONDS, new ProcessBuilder(command));
    }

    /** {@code pulumi up}, which must succeed; answers what it printed. */
    String up(Path program, String... more) throws IOException, InterruptedException {
        return succeeded(tryUp(program, more)).out();
    }

    Product.Ended tryUp(Path program, String... more) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("up", "--yes", "--skip-preview", "--suppress-progress"));
        arguments.addAll(List.of(more));
        return pulumi(program, arguments.toArray(String[]::new));
    }

    /** Makes the folder of a program with its stack. */
    Path program(String name, String source) throws IOException, InterruptedException {
        Path program = Files.createDirectories(folder.resolve(name));
        Files.writeString(program.resolve("Pulumi.yaml"), source);
        init(program);
        return program;
    }

    void init(Path program) throws IOException, InterruptedException {
        var command = List.of(engine().resolve("pulumi").toString(), "stack", "init", "dev", "--non-interactive");
        succeeded(Product.run(program, environment, LIMIT_SECONDS, new ProcessBuilder(command)));
    }

    /** Types of the resources in the state. */
    List<String> types(Path program) throws IOException, InterruptedException {
        var types = new ArrayList<String>();
        json(succeeded(pulumi(program, "stack", "export")).out())
                .path("deployment")
                .path("resources")
                .forEach(resource -> types.add(resource.path("type").asString()));
        return types;
    }

    JsonNode outputs(Path program) throws IOException, InterruptedException {
        return json(succeeded(pulumi(program, "stack", "output", "--json")).out());
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited a minute for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Process start(String name, Map<String, String> more, List<String> command) throws IOException {
        return start(name, more, command, ProcessBuilder.Redirect.PIPE);
    }

    private Process start(String name, Map<String, String> more, List<String> command, ProcessBuilder.Redirect output)
            throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output)
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().putAll(more);
        var process = builder.start();
        process.getOutputStream().close();
        children.add(process);
        return process;
    }

    private String firstLine(String name, Process process) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        if (line == null) {
            throw new AssertionError("the " + name + " did not start: " + log(name));
        }
        return line;
    }

    /** What a process said on its standard error so far. */
    String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err"));
    }

    @Override
    public void close() throws IOException {
        for (Process child : children.reversed()) {
            child.destroy();
            try {
                if (!child.waitFor(END)) {
                    child.destroyForcibly().waitFor(END);
                }
            } catch (InterruptedException interrupted) {
                child.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        var left = Product.processesNaming(folder.toString());
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
