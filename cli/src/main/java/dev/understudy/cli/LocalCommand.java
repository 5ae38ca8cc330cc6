package dev.understudy.cli;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudMain;
import dev.understudy.clouds.local.Places;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code understudy local ...}: the cloud on this machine. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        description = "The local cloud: zones on this machine, and the weather between them.")
final class LocalCommand implements Runnable {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Folder of the cloud. Default: the folder of $$UNDERSTUDY_LOCAL_CLOUD, else ~/.understudy/local.")
    private @Nullable Path directory;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "name one of start, status, exec, link, slow, kill, heal, identity, stop");
    }

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = "Run the local cloud until it is stopped. Everything in it ends with it.")
    void start(
            @Option(names = "--fabric", defaultValue = "auto", description = "auto, tun, veth or loopback.")
                    String fabric) {
        LocalCloudMain.main(new String[] {"--dir", folder().toString(), "--fabric", fabric});
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Show what exists and how it is joined.")
    void status(
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output) {
        try (var cloud = connect()) {
            var status = cloud.status();
            if (output == OutputFormat.JSON) {
                out().println(CoreJson.mapper().writeValueAsString(status));
                return;
            }
            out().println(status.sentence());
            var table = new Table("PLACE", "ADDRESS", "WHAT");
            status.places().forEach((name, place) -> {
                var what = new ArrayList<String>();
                status.groups().stream()
                        .filter(group -> group.spec().zone().value().equals(name))
                        .forEach(group -> what.add(group.spec().name() + " " + group.endpoints()));
                status.agents().stream()
                        .filter(agent -> agent.zone().value().equals(name))
                        .forEach(agent -> what.add("agent " + agent.address()));
                if (name.equals(Places.EDGE)) {
                    status.balancers()
                            .forEach(balancer ->
                                    what.add("balancer " + balancer.spec().name() + " http://" + balancer.frontend()));
                }
                table.row(name, place.address(), String.join(", ", what));
            });
            table.print(out());
            if (!status.links().isEmpty()) {
                printLinks(status.links());
            }
        }
    }

    private void printLinks(List<LinkSpec> links) {
        out().println();
        var table = new Table("FROM", "TO", "DELAY", "JITTER", "LOSS", "CUT");
        for (LinkSpec link : links) {
            table.row(
                    link.from(),
                    link.to(),
                    link.delayMillis() + " ms",
                    link.jitterMillis() + " ms",
                    link.lossRatio() * 100 + " %",
                    link.cut() ? "cut" : "");
        }
        table.print(out());
    }

    @Command(
            name = "exec",
            mixinStandardHelpOptions = true,
            description = "Run a command in a place of the cloud, such as pulumi in control or curl in edge.",
            footer = {"", "Example: understudy local exec control -- pulumi up"})
    int exec(
            @Parameters(index = "0", paramLabel = "PLACE", description = "A zone, edge or control.") String name,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What to run.")
                    List<String> command)
            throws IOException, InterruptedException {
        var whole = new ArrayList<String>();
        try (var cloud = connect()) {
            var places = cloud.status().places();
            var place = places.get(name);
            if (place == null) {
                throw new CliException("place is \"" + name + "\"; allowed: " + places.keySet());
            }
            whole.addAll(place.enter());
        }
        whole.addAll(command);
        return new ProcessBuilder(whole).inheritIO().start().waitFor();
    }

    @Command(name = "link", mixinStandardHelpOptions = true, description = "Set one direction between two places.")
    void link(
            @Parameters(index = "0", paramLabel = "FROM", description = "Where packets leave: a zone, edge or control.")
                    String from,
            @Parameters(index = "1", paramLabel = "TO", description = "Where they arrive.") String to,
            @Option(names = "--delay", defaultValue = "0", description = "One-way delay, milliseconds.")
                    double delayMillis,
            @Option(names = "--jitter", defaultValue = "0", description = "Jitter, milliseconds.") double jitterMillis,
            @Option(names = "--loss", defaultValue = "0", description = "Share of packets lost, 0 to 1.")
                    double lossRatio,
            @Option(names = "--cut", description = "Nothing passes.") boolean cut) {
        try (var cloud = connect()) {
            out().println(cloud.link(new LinkSpec(from, to, delayMillis, jitterMillis, lossRatio, cut)));
        }
    }

    @Command(name = "slow", mixinStandardHelpOptions = true, description = "Make a zone's service answer later.")
    void slow(
            @Parameters(index = "0", paramLabel = "ZONE", description = "The zone.") String zone,
            @Parameters(index = "1", paramLabel = "MILLIS", description = "Milliseconds, 0 to 60000.") int millis) {
        try (var cloud = connect()) {
            cloud.slow(new ZoneId(zone), millis);
        }
    }

    @Command(name = "kill", mixinStandardHelpOptions = true, description = "Cut a zone off from everybody.")
    void kill(@Parameters(index = "0", paramLabel = "ZONE", description = "The zone.") String zone) {
        try (var cloud = connect()) {
            cloud.kill(new ZoneId(zone));
        }
    }

    @Command(name = "heal", mixinStandardHelpOptions = true, description = "Undo every fault of a zone.")
    void heal(@Parameters(index = "0", paramLabel = "ZONE", description = "The zone.") String zone) {
        try (var cloud = connect()) {
            cloud.heal(new ZoneId(zone));
        }
    }

    @Command(
            name = "identity",
            mixinStandardHelpOptions = true,
            description = "Issue a certificate of the cloud's own authority and print its folder.")
    void identity(
            @Parameters(index = "0", paramLabel = "NAME", description = "Such as reconciler or person-ada.")
                    String name,
            @Parameters(index = "1..*", paramLabel = "SAN", description = "Addresses and names a server listens on.")
                    @Nullable
                    List<String> subjectAltNames) {
        try (var cloud = connect()) {
            out().println(cloud.identity(name, subjectAltNames == null ? List.of() : subjectAltNames)
                    .directory());
        }
    }

    @Command(name = "stop", mixinStandardHelpOptions = true, description = "End the local cloud and everything in it.")
    void stop() {
        try (var cloud = connect()) {
            cloud.shutdown();
        }
    }

    private LocalCloud connect() {
        return LocalCloudClient.connect(folder().resolve("cloud.sock"));
    }

    private Path folder() {
        Path asked = directory;
        return asked == null ? LocalCloudSocket.path().resolveSibling("") : asked.toAbsolutePath();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
