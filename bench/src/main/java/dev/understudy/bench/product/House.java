package dev.understudy.bench.product;

import dev.understudy.bench.world.DirectReader;
import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.Places;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A stack at work: a service with a database in three zones, its balancer, an agent in each zone, the ledger's endpoint and
 * the reconciler.
 */
public final class House implements AutoCloseable {
    public static final String SERVICE = "shop";

    /** What an asynchronous writer may take with it: so far may its standbys be behind. */
    public static final double LOSS_MAX_MILLIS = 1_000;

    private static final StackId STACK = new StackId("measured", "bench");
    private static final String PROGRAM = "programs/measured/Pulumi.yaml";
    private static final int SERVER_HEAP_MIB = 96;
    private static final Duration BETWEEN_ORDERS = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofMinutes(3);
    private static final Duration ANSWERED = Duration.ofSeconds(20);
    private static final Duration READY = Duration.ofSeconds(120);

    private final World world;
    private final Commands commands;
    private final Supervisor supervisor;
    private final Path project;
    private final Journal journal;

    /**
     * Raises the stack; returns when its agents are at work.
     *
     * @param backend where the engine keeps its state; empty for a folder of this world
     * @param mode how writes are replicated: {@code sync}, {@code async} or {@code hybrid}
     * @param settings of the program, other than it says itself
     */
    public House(World world, Optional<String> backend, String mode, Map<String, String> settings)
            throws InterruptedException {
        this.world = world;
        this.project = world.subfolder("project");
        this.commands = new Commands(
                world,
                backend.orElseGet(() -> world.subfolder("backend").toUri().toString()));
        commands.set("AWS_ACCESS_KEY_ID", "measured"); // whoever keeps the state as S3 does wants a name
        commands.set("AWS_SECRET_ACCESS_KEY", "measured");
        this.supervisor = new Supervisor(world);
        this.journal = openLedger();
        prepareProject(mode, settings);
        commands.run(List.of("plugin", "install"));
        commands.pulumi(
                project,
                List.of(
                        "up",
                        "--stack",
                        STACK.stack(),
                        "--yes",
                        "--skip-preview",
                        "--non-interactive",
                        "--suppress-progress"));
        supervisor.keepBalancer();
        supervisor.keep(
                "reconciler",
                Places.CONTROL,
                commands.understudy(
                        SERVER_HEAP_MIB,
                        List.of(
                                "reconcile",
                                "--dir",
                                project.toString(),
                                "--stack",
                                STACK.stack(),
                                "--ledger",
                                ledgerUri().toString(),
                                "--identity",
                                identity("reconciler"),
                                "--output",
                                "json")));
    }

    public Journal journal() {
        return journal;
    }

    public Supervisor supervisor() {
        return supervisor;
    }

    /** {@code http://host:port} that users of the service know. */
    public String url() {
        return "http://" + status().balancers().getFirst().frontend();
    }

    public LocalCloudStatus status() {
        return world.cloud().status();
    }

    /** Runs a command of the product's, on this stack. */
    public String understudy(String... arguments) {
        var whole = new ArrayList<>(List.of(arguments));
        whole.addAll(List.of(
                "--ledger",
                ledgerUri().toString(),
                "--identity",
                identity("person-bench"),
                "--project",
                STACK.project(),
                "--stack",
                STACK.stack()));
        return commands.run(whole);
    }

    private String identity(String name, String... subjectAltNames) {
        return world.cloud().identity(name, List.of(subjectAltNames)).directory();
    }

    private URI ledgerUri() {
        return URI.create("https://" + world.address(Places.CONTROL) + ":" + Places.LEDGER_PORT);
    }

    private Journal openLedger() throws InterruptedException {
        String control = world.address(Places.CONTROL);
        supervisor.keep(
                "ledger",
                Places.CONTROL,
                commands.understudy(
                        SERVER_HEAP_MIB,
                        List.of(
                                "ledger",
                                "serve",
                                "--ledger",
                                world.folder().resolve("bench.ledger").toUri().toString(),
                                "--project",
                                STACK.project(),
                                "--stack",
                                STACK.stack(),
                                "--listen",
                                control + ":" + Places.LEDGER_PORT,
                                "--identity",
                                identity("ledger", control))));
        Path person = Path.of(identity("person-bench"));
        var opened = new ArrayList<Journal>();
        World.await("the ledger's endpoint", READY, () -> {
            try {
                var ledger = Ledgers.open(ledgerUri(), Optional.of(STACK), Optional.of(person), InstantSource.system());
                ledger.services();
                opened.add(new Journal(ledger));
                return true;
            } catch (LedgerException notYet) {
                return false;
            }
        });
        return opened.getFirst();
    }

    private void prepareProject(String mode, Map<String, String> settings) {
        try (InputStream program = House.class.getClassLoader().getResourceAsStream(PROGRAM)) {
            if (program == null) {
                throw new IllegalStateException("the program " + PROGRAM + " is missing from this build");
            }
            Files.writeString(
                    project.resolve("Pulumi.yaml"), new String(program.readAllBytes(), StandardCharsets.UTF_8));
            Files.writeString(
                    project.resolve("Pulumi." + STACK.stack() + ".yaml"),
                    """
                    config:
                      measured:replication: %s
                      understudy:ledger: %s
                      understudy:identity: %s
                      understudy:localCloud: %s
                    """.formatted(
                                            mode,
                                            ledgerUri(),
                                            identity("provider"),
                                            world.folder().resolve("cloud/cloud.sock"))
                            + settings.entrySet().stream()
                                    .map(each -> "  measured:" + each.getKey() + ": " + each.getValue() + "\n")
                                    .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands.pulumi(project, List.of("stack", "init", STACK.stack(), "--non-interactive"));
    }

    /** Waits until nothing is under way, the newest weights are in force, and the database is whole. */
    public void awaitCalm() throws InterruptedException {
        try {
            World.await("the stack to be calm", CALM, journal::isCalm);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; " + journal.summary(), e);
        }
        world.cloud().putDatabase(database().spec()); // returns when every server follows the writer
    }

    /** Waits until the agents would move the service: those that have only just started have not seen enough. */
    public void awaitPlan() throws InterruptedException {
        ZoneId to = new ZoneId(home().value().equals(World.ZONES.get(0)) ? World.ZONES.get(1) : World.ZONES.get(0));
        World.await("a plan", CALM, () -> {
            long order = journal.order(SERVICE, new Order.What.Migrate(to, true, false), "whether it could be moved");
            boolean planned = journal.awaitAnswer(order, ANSWERED)
                    .filter(answer -> answer.verdict() == Answer.Verdict.PLANNED)
                    .isPresent();
            if (!planned) {
                Thread.sleep(BETWEEN_ORDERS);
            }
            return planned;
        });
    }

    /** The zone with most of the traffic. */
    public ZoneId home() {
        return journal.weights(SERVICE).shares().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** The zone whose database takes the writes. */
    public ZoneId writer() {
        return database().writer();
    }

    /** First process of the database in a zone. */
    public Optional<Long> serverPid(ZoneId zone) {
        return Optional.ofNullable(database().members().get(zone)).map(DatabaseInfo.Member::serverPid);
    }

    private DatabaseInfo database() {
        return status().databases().getFirst();
    }

    /** Every key in the database, read at its writer by a connection of its own, past pools and service. */
    public List<String> keys() {
        return new DirectReader(world).copy(database(), "select key from orders");
    }

    /** Lets what dies stay dead; the world ends the rest. */
    @Override
    public void close() {
        supervisor.close();
        journal.close();
    }
}
