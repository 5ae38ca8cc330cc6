package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.AgentInfo;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The program {@code local-pair} at work with quick settings: agents, ledger over HTTPS, reconciler, balancer. People act
 * on it by the command line alone.
 */
final class MovingStack implements AutoCloseable {
    static final String HOME = "zone-a";
    private static final String PROJECT = "local-pair";
    private static final int CONNECT_MILLIS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** It moves on order; a gate that is not shy of a busy machine, and a soak of seconds. */
    private static final String POLICY = """
              policy-of-the-stack:
                steps: [5000, 10000]
                threshold: 150
                returnBelow: 50
                dwellSeconds: 1
                coolDownSeconds: 1
                horizonSeconds: 5
                soakSeconds: 2
                pauseMaxMillis: 3500
                drillEverySeconds: 0
                refreshEverySeconds: 0
                gate: {maxLatencyRatio: 20}
            """;

    private final Stage stage;
    private final Path program;
    private final URI ledger;
    private final String person;
    private final String salt;
    private final String data;
    private final LocalCloud cloud;
    private final HttpClient asPerson;
    private int commands;

    private MovingStack(Stage stage, Path calendar, String data) throws IOException, InterruptedException {
        this.stage = stage;
        this.data = data;
        this.ledger = stage.serveLedger(PROJECT);
        this.person = stage.identity("person-ada");
        String source = Files.readString(Product.ROOT.resolve("stacks/programs/local-pair/Pulumi.yaml"));
        this.program = stage.program(
                PROJECT,
                source.replace(
                        "      ownership: agent\n",
                        "      ownership: agent\n      calendars: [\"" + calendar + "\"]\n"));
        this.salt = Files.readString(program.resolve("Pulumi.dev.yaml"));
        this.cloud = LocalCloudClient.connect(stage.folder().resolve("cloud/cloud.sock"));
        this.asPerson = HttpClient.newBuilder()
                .sslContext(Identity.load(Path.of(person)).sslContext())
                .build();
    }

    /** Raises it with a shadow such as <code>{mode: full}</code>; returns when its agents answer orders. */
    static MovingStack raise(String shadow, Path calendar) throws IOException, InterruptedException {
        return raise(shadow, calendar, "");
    }

    /** The same with further lines of configuration for the data that moves with the service. */
    static MovingStack raise(String shadow, Path calendar, String data) throws IOException, InterruptedException {
        var stage = Stage.open();
        try {
            var stack = new MovingStack(stage, calendar, data);
            stage.attachProvider();
            stack.up(shadow);
            stage.startReconciler(stack.program, stack.ledger);
            return stack;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError fault) {
            stage.close();
            throw fault;
        }
    }

    /** {@code pulumi up} by a person, with the shadow as the program now wants it. */
    String up(String shadow) throws IOException, InterruptedException {
        Files.writeString(
                program.resolve("Pulumi.dev.yaml"),
                salt
                        + "config:\n  understudy:ledger: " + ledger
                        + "\n  understudy:identity: " + stage.identity("provider")
                        + "\n  local-pair:shadow: " + shadow + data
                        + "\n  local-pair:" + POLICY.strip().replace("policy-of-the-stack", "policy") + "\n");
        return stage.up(program);
    }

    /** The volume of the service as the cloud has it. */
    VolumeInfo volume() {
        return cloud.volume("shop");
    }

    JsonNode outputs() throws IOException, InterruptedException {
        return stage.outputs(program);
    }

    /** Runs a command of the product's on this stack. */
    Product.Ended person(String... words) throws IOException, InterruptedException {
        return stage.understudy(stage.folder(), whole(words));
    }

    /** The same, which must succeed; answers what it printed. */
    String asked(String... words) throws IOException, InterruptedException {
        return Stage.succeeded(person(words)).out();
    }

    /** Gives an order that holds, and answers its number. */
    String order(String... words) throws IOException, InterruptedException {
        String recorded = asked(words);
        return recorded.replaceFirst("(?s)order (\\d+) recorded.*", "$1");
    }

    /** From here on a zone's service answers this much later. */
    void slow(String zone, int millis) throws IOException, InterruptedException {
        Stage.await(zone + " to be slower by " + millis + " ms", () -> {
            try {
                cloud.slow(new ZoneId(zone), millis);
                return true;
            } catch (LocalCloudException busy) {
                return false; // an instance did not hear of it in time
            }
        });
    }

    /** A command that goes on beside the test. */
    final class Running {
        private final String name;
        private final Process process;

        private Running(String name, Process process) {
            this.name = name;
            this.process = process;
        }

        /** Whether it told this; waits until it has, or has ended without. */
        private boolean told(String words) throws IOException, InterruptedException {
            Stage.await(
                    name + " to tell \"" + words + "\"",
                    () -> !process.isAlive() || stage.log(name).contains(words));
            return stage.log(name).contains(words);
        }

        /** Waits for its end. */
        Product.Ended end() throws IOException, InterruptedException {
            if (!process.waitFor(LIMIT)) {
                throw new AssertionError(name + " did not end in " + LIMIT + "; it said " + stage.log(name));
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Product.Ended(process.exitValue(), out, stage.log(name));
        }
    }

    /** Orders a migration or a drill, and returns once it shifts. A busy machine may have to be asked again. */
    Running shifting(String... words) throws IOException, InterruptedException {
        var begun = new ArrayList<Running>();
        Stage.await(String.join(" ", words) + " to shift", () -> {
            String name = "command-" + ++commands;
            var running = new Running(name, stage.startCommand(name, whole(words)));
            begun.add(running);
            if (running.told(" shifting: ")) {
                return true;
            }
            var ended = running.end();
            assertThat(ended.lastError()).contains("cannot be called well");
            return false;
        });
        return begun.getLast();
    }

    private String[] whole(String... words) {
        var whole = new ArrayList<>(List.of(words));
        whole.addAll(List.of("--ledger", ledger.toString(), "--identity", person));
        whole.addAll(List.of("--project", PROJECT, "--stack", "dev"));
        return whole.toArray(String[]::new);
    }

    /** Waits until so many instances run in each zone, by the cloud's word and by how many of their slots answer. */
    void awaitSizes(int home, int away) throws IOException, InterruptedException {
        Stage.await(home + " instances at home and " + away + " away", () -> sizes().equals(List.of(home, away)));
    }

    /** Instances at home and away; -1 where their number changes. */
    List<Integer> sizes() {
        return cloud.status().groups().stream()
                .sorted(Comparator.comparing(group -> group.spec().zone()))
                .map(group -> {
                    long answering = group.endpoints().stream()
                            .filter(MovingStack::answers)
                            .count();
                    return answering == group.spec().instances() ? (int) answering : -1;
                })
                .toList();
    }

    private static boolean answers(String endpoint) {
        String[] parts = endpoint.split(":", 2);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), CONNECT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** What each agent says of the service, as a person may ask it. */
    List<String> sentences() throws InterruptedException {
        var sentences = new ArrayList<String>();
        for (AgentInfo agent : cloud.status().agents()) {
            var question = HttpRequest.newBuilder(URI.create("https://" + agent.address() + "/v1/state"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try {
                var answer = asPerson.send(question, HttpResponse.BodyHandlers.ofString());
                for (JsonNode service : Stage.json(answer.body()).path("services")) {
                    sentences.add(service.path("sentence").asString());
                }
            } catch (IOException slow) {
                sentences.add(slow.toString());
            }
        }
        return sentences;
    }

    /** Takes all of it down; answers how many resources are left. */
    int destroy() throws IOException, InterruptedException {
        Stage.succeeded(stage.pulumi(program, "destroy", "--yes", "--skip-preview"));
        return stage.resources();
    }

    @Override
    public void close() throws IOException {
        asPerson.shutdownNow();
        cloud.close();
        stage.close();
    }
}
