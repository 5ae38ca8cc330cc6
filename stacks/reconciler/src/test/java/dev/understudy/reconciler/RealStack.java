package dev.understudy.reconciler;

import dev.understudy.clouds.local.GroupInfo;
import dev.understudy.clouds.local.GroupSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stack on real parts: engine, provider, local cloud on loopback addresses, HAProxy, and a program of one shadowed
 * service and one more zone that has nothing to do with it. Everything lives below one directory and ends with it.
 */
public final class RealStack implements AutoCloseable {
    /** The service of the program. */
    public static final ServiceId SHOP = new ServiceId("shop");

    private static final StackId STACK = new StackId("real", "dev");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PROGRAM = """
            name: real
            runtime: yaml
            resources:
              zone-a:
                type: understudy:local:Zone
                properties: {latitudeDegrees: 50.1, longitudeDegrees: 8.7, pricePerInstanceHour: 0.11}
              zone-b:
                type: understudy:local:Zone
                properties: {latitudeDegrees: 52.4, longitudeDegrees: 4.9, pricePerInstanceHour: 0.1}
              zone-c:
                type: understudy:local:Zone
                properties: {latitudeDegrees: 59.3, longitudeDegrees: 18.1, pricePerInstanceHour: 0.12}
              shop:
                type: understudy:ShadowedService
                properties:
                  primary: {zone: "${[\\"zone-a\\"].zone}", instances: 2, capacityPerSecond: 200, serviceMillis: 1}
                  shadow: {mode: reduced, capacity: 0.5, placement: auto}
                  replication: async
                  ownership: agent
                  catalogue: ["${[\\"zone-a\\"].entry}", "${[\\"zone-b\\"].entry}"]
            outputs:
              url: ${shop.url}
              weights: ${shop.weights}
            """;

    private final Path root;
    private final Path engine;
    private final Path launcher;
    private final Process daemon;
    private final LocalCloud cloud;
    private final WeightsLedger ledger;
    private @Nullable LoadBalancer balancer;
    private long writerMoves;

    private RealStack(Path root, Path engine, Path launcher, Process daemon) {
        this.root = root;
        this.engine = engine;
        this.launcher = launcher;
        this.daemon = daemon;
        this.cloud = LocalCloudClient.connect(root.resolve("cloud/cloud.sock"));
        this.ledger = openLedger();
    }

    /** The engine to try with: the one named by {@code UNDERSTUDY_PULUMI_DIR}, on PATH, or built before. */
    public static Optional<Path> findEngine() {
        var candidates = new ArrayList<Path>();
        Optional.ofNullable(System.getenv("UNDERSTUDY_PULUMI_DIR"))
                .map(Path::of)
                .ifPresent(candidates::add);
        Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of).forEach(candidates::add);
        Path built = Path.of(System.getProperty("user.home"), ".cache", "understudy", "engine");
        try (var directories = Files.exists(built) ? Files.list(built) : Stream.<Path>empty()) {
            directories.forEach(candidates::add);
        } catch (IOException e) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(directory -> Files.isExecutable(directory.resolve("pulumi"))
                        && Files.isExecutable(directory.resolve("pulumi-language-yaml")))
                .findFirst();
    }

    /**
     * Brings it up and deploys the program, as a person would.
     *
     * @param root an empty directory with a short path
     * @param launcher of the provider; empty to start it from this class path
     */
    public static RealStack start(Path root, Path engine, Optional<Path> launcher)
            throws IOException, InterruptedException {
        for (String name : List.of("program", "state", "home", "own")) {
            Files.createDirectories(root.resolve(name));
        }
        var provider = launcher.isPresent() ? launcher.get() : launcher(root);
        var stack = new RealStack(root, engine, provider, daemon(root));
        try {
            stack.edit(PROGRAM);
            stack.pulumi("stack", "init", STACK.stack());
            stack.pulumi(
                    "config",
                    "set",
                    "understudy:localCloud",
                    root.resolve("cloud/cloud.sock").toString());
            stack.upByAPerson();
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    private static Process daemon(Path root) throws IOException {
        var command = new ArrayList<>(java());
        command.addAll(List.of(
                "dev.understudy.clouds.local.LocalCloudMain",
                "--dir",
                root.resolve("cloud").toString()));
        command.addAll(List.of(
                "--fabric",
                "loopback",
                "--die-with",
                Long.toString(ProcessHandle.current().pid())));
        command.addAll(List.of(
                "--network", Integer.toString(ThreadLocalRandom.current().nextInt(200, 250))));
        var process = new ProcessBuilder(command)
                .redirectError(root.resolve("cloud.err").toFile())
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = lines.readLine();
        if (first == null || !first.startsWith("ready ")) {
            throw new IOException("the local cloud did not come up: " + Files.readString(root.resolve("cloud.err")));
        }
        return process;
    }

    private static Path launcher(Path root) throws IOException {
        var command =
                String.join(" ", java().stream().map(word -> "'" + word + "'").toList());
        var launcher = Files.writeString(
                root.resolve("provider"),
                "#!/bin/sh\nexec " + command + " dev.understudy.provider.plugin.ProviderMain \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return launcher;
    }

    /** A JVM with this class path. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"));
    }

    /** What the engine and the provider need to know. */
    Map<String, String> environment() {
        return Map.of(
                "PULUMI_HOME",
                root.resolve("home").toString(),
                "PULUMI_BACKEND_URL",
                "file://" + root.resolve("state"),
                "PULUMI_CONFIG_PASSPHRASE",
                "a test",
                "UNDERSTUDY_HOME",
                root.resolve("own").toString());
    }

    /** What a reconciler of this stack is started with. */
    public ReconcilerConfig config() {
        return ReconcilerConfig.of(STACK, program(), Optional.of(engine), launcher, environment(), root.resolve("own"));
    }

    Path program() {
        return root.resolve("program");
    }

    Path state() {
        return root.resolve("state");
    }

    String source() {
        return PROGRAM;
    }

    /** A ledger of its own for whoever asks, on the same file. */
    public WeightsLedger openLedger() {
        return Ledgers.open(ledgerUri(), Optional.of(STACK), Optional.empty(), InstantSource.system());
    }

    /** Where the provider looks for the ledger, too: its usual place below {@code UNDERSTUDY_HOME}. */
    URI ledgerUri() {
        return URI.create("file://" + root.resolve("own/ledgers/real/dev.ledger"));
    }

    /** Changes the program, and deploys nothing. */
    void edit(String source) throws IOException {
        Files.writeString(program().resolve("Pulumi.yaml"), source);
    }

    /** Records a revision that gives the shadow zone a share, with sizes and writer as declared. */
    public WeightsRevision record(int shadowBasisPoints) {
        return record(shadowBasisPoints, Provision.AS_DECLARED);
    }

    /** Records a revision that gives the shadow zone a share. */
    public WeightsRevision record(int shadowBasisPoints, Provision provision) {
        var head = ledger.head(SHOP).map(WeightsRevision::number).orElse(0L);
        return switch (ledger.append(Recorded.change(SHOP, shadowBasisPoints, provision), head)) {
            case WeightsLedger.Append.Appended(WeightsRevision revision) -> revision;
            case WeightsLedger.Append.Superseded _, WeightsLedger.Append.Fenced _, WeightsLedger.Append.Forbidden _ ->
                throw new IllegalStateException("somebody else writes this ledger");
        };
    }

    /** Puts a revision in force at the balancer at once, as the leading agent does in an evacuation; whether it had to. */
    boolean evacuate(WeightsRevision revision) {
        var endpoint = cloud.status().balancers().getFirst().admin();
        var identity =
                Identity.load(Path.of(cloud.identity("agent-zone-b", List.of()).directory()));
        try (var admin = HaproxyLoadBalancer.at(SHOP, endpoint, identity, InstantSource.system())) {
            return switch (admin.apply(revision)) {
                case LoadBalancer.Applied.Done(var _, boolean changed) -> changed;
                case LoadBalancer.Applied.Stale stale -> throw new IllegalStateException(stale.toString());
                case LoadBalancer.Applied.Failed(var error) -> throw new IllegalStateException(error.toString());
            };
        }
    }

    /** Moves the writer of the service's database, as the leading agent does. */
    void moveWriter(ZoneId from, ZoneId to) {
        long epoch = ++writerMoves;
        var end = cloud.cutOver(SHOP.value(), from, to, false, Duration.ofSeconds(10), epoch);
        if (!(end instanceof TaskEnd.Done)) {
            throw new IllegalStateException("the writer did not move: " + end);
        }
        var _ = cloud.rejoin(SHOP.value(), from, epoch);
    }

    /** What runs in a zone, as the cloud itself says. */
    GroupSpec group(ZoneId zone) {
        return cloud.status().groups().stream()
                .map(GroupInfo::spec)
                .filter(spec -> spec.zone().equals(zone))
                .findFirst()
                .orElseThrow();
    }

    /** Share of the shadow zone that HAProxy has, basis points, read from HAProxy itself. */
    public int shadowShare() {
        return switch (balancer().observe()) {
            case LoadBalancer.Observed.Seen(var view) -> view.effective().of(Recorded.B);
            case LoadBalancer.Observed.Failed(var error) -> throw new IllegalStateException(error.toString());
        };
    }

    private LoadBalancer balancer() {
        var current = balancer;
        if (current == null) {
            var endpoint = cloud.status().balancers().getFirst().stats();
            var identity =
                    Identity.load(Path.of(cloud.identity("watcher", List.of()).directory()));
            current = HaproxyLoadBalancer.at(SHOP, endpoint, identity, InstantSource.system());
            balancer = current;
        }
        return current;
    }

    /** Everything the ledger holds. */
    List<LedgerRecord> records() {
        return ledger.read(0, 1_000);
    }

    /** Deploys the whole program with an ordinary provider. */
    String upByAPerson(String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("up", "--yes", "--skip-preview", "--stack", STACK.stack()));
        arguments.addAll(List.of(options));
        try (var provider = WarmProvider.start(launcher, List.of(), environment(), root.resolve("no-note"))) {
            return pulumi(
                    Map.of("PULUMI_DEBUG_PROVIDERS", "understudy:" + provider.port()),
                    arguments.toArray(String[]::new));
        }
    }

    /** Runs the engine's command line, and answers what it printed. */
    String pulumi(String... arguments) throws IOException, InterruptedException {
        return pulumi(Map.of(), arguments);
    }

    private String pulumi(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(engine.resolve("pulumi").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--non-interactive", "--color", "never"));
        var environment = new HashMap<>(environment());
        environment.put("PULUMI_SKIP_UPDATE_CHECK", "true");
        environment.put("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true");
        environment.put("PATH", engine + ":" + System.getenv("PATH"));
        environment.putAll(more);
        var printed = Files.createTempFile(root, "pulumi", ".out");
        var builder = new ProcessBuilder(command).directory(program().toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(printed.toFile()).start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String text = Files.readString(printed);
        if (process.waitFor() != 0) {
            throw new IOException("pulumi " + String.join(" ", arguments) + " failed: " + text);
        }
        return text;
    }

    @Override
    public void close() {
        if (balancer != null) {
            balancer.close();
        }
        ledger.close();
        cloud.close();
        daemon.destroy();
        try {
            if (!daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
