package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.cli.Main;
import dev.understudy.cli.PluginFolder;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.Places;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands around the stack: the ledger's endpoint, the engine with a home of its own, the provider, the reconciler.
 * Everything is started by the same commands that a person would use.
 */
final class House {
    static final StackId STACK = new StackId("local-shop", "demo");
    private static final String PROGRAM = "programs/local-shop/Pulumi.yaml";
    private static final int SERVER_HEAP_MIB = 96;
    private static final Duration READY = Duration.ofSeconds(30);

    private final Workspace workspace;
    private final Children children;
    private final LocalCloud cloud;
    private final String control;
    private final PulumiCli engine;

    House(Workspace workspace, Children children, LocalCloud cloud, LocalCloudStatus status) {
        this.workspace = workspace;
        this.children = children;
        this.cloud = cloud;
        this.control = Where.in(status, Places.CONTROL).address();
        Path binaries = Path.of(Optional.ofNullable(System.getenv("UNDERSTUDY_PULUMI_DIR"))
                .orElseThrow(() -> new CliException("no Pulumi engine: start the demo by ./understudy demo")));
        byte[] passphrase = new byte[16];
        new SecureRandom().nextBytes(passphrase);
        Path secret = workspace.secret(HexFormat.of().formatHex(passphrase));
        this.engine = new PulumiCli(
                binaries,
                workspace.project(),
                STACK.stack(),
                PulumiCli.environment(binaries, workspace.folder(), secret));
    }

    PulumiCli engine() {
        return engine;
    }

    Path identity(String name, String... subjectAltNames) {
        return Path.of(cloud.identity(name, List.of(subjectAltNames)).directory());
    }

    private URI ledgerUri() {
        return URI.create("https://" + control + ":" + Places.LEDGER_PORT);
    }

    /** Starts the ledger's endpoint and returns a person's view of it. */
    WeightsLedger openLedger() throws InterruptedException {
        children.start(
                "ledger",
                JavaCommand.of(
                        List.of(),
                        SERVER_HEAP_MIB,
                        Main.class.getName(),
                        "ledger",
                        "serve",
                        "--ledger",
                        workspace.ledger().toUri().toString(),
                        "--project",
                        STACK.project(),
                        "--stack",
                        STACK.stack(),
                        "--listen",
                        control + ":" + Places.LEDGER_PORT,
                        "--identity",
                        identity("ledger", control).toString()),
                Map.of(),
                false);
        Path person = identity("person-demo");
        var opened = new WeightsLedger[1];
        Await.until("the ledger's endpoint: " + children.lastWords("ledger"), READY, () -> {
            try {
                opened[0] = Ledgers.open(ledgerUri(), Optional.of(STACK), Optional.of(person), InstantSource.system());
                opened[0].services();
                return true;
            } catch (LedgerException notYet) {
                return false;
            }
        });
        return opened[0];
    }

    /** Copies the program, and says in the stack's own file where ledger and cloud are. */
    void prepareProject() {
        try (InputStream program = House.class.getClassLoader().getResourceAsStream(PROGRAM)) {
            if (program == null) {
                throw new CliException("the demo's program " + PROGRAM + " is missing from this build");
            }
            Demo.write(
                    workspace.project().resolve("Pulumi.yaml"),
                    new String(program.readAllBytes(), StandardCharsets.UTF_8));
            Demo.write(workspace.project().resolve("Pulumi." + STACK.stack() + ".yaml"), """
                    config:
                      understudy:ledger: %s
                      understudy:identity: %s
                      understudy:localCloud: %s
                    """.formatted(
                            ledgerUri(), identity("provider"), workspace.socket()));
            Files.createDirectories(workspace.folder().resolve("backend"));
        } catch (IOException fault) {
            throw new CliException("the demo's program cannot be copied: " + fault.getMessage(), fault);
        }
        engine.createStack();
    }

    /** Puts the provider where a person's own engine commands find it. */
    void installPlugin() {
        PluginFolder.install(Path.of(engine.environment().getOrDefault("PULUMI_HOME", "")));
    }

    /** {@code pulumi up}, as a person runs it, with the provider attached so that it starts once. */
    void up() {
        var provider =
                children.start("provider", List.of(PluginFolder.launcher().toString()), Map.of(), true);
        try {
            String port = new String(firstLine(provider.getInputStream()), StandardCharsets.US_ASCII).strip();
            if (!port.matches("\\d+")) {
                throw new CliException("the provider did not start: " + children.lastWords("provider"));
            }
            engine.with("PULUMI_DEBUG_PROVIDERS", "understudy:" + port).up();
        } catch (IOException fault) {
            throw new CliException("the provider did not start: " + fault.getMessage(), fault);
        } finally {
            children.end(provider);
        }
    }

    private static byte[] firstLine(InputStream stream) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int letter = stream.read(); letter >= 0 && letter != '\n'; letter = stream.read()) {
            line.write(letter);
        }
        return line.toByteArray();
    }

    /** Starts the reconciler; it talks in JSON lines on its output. */
    Process startReconciler() {
        return children.start(
                "reconciler",
                JavaCommand.of(
                        List.of(),
                        SERVER_HEAP_MIB,
                        Main.class.getName(),
                        "reconcile",
                        "--dir",
                        workspace.project().toString(),
                        "--stack",
                        STACK.stack(),
                        "--ledger",
                        ledgerUri().toString(),
                        "--identity",
                        identity("reconciler").toString(),
                        "--output",
                        "json"),
                engine.environment(),
                true);
    }
}
