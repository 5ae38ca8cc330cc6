package dev.understudy.cli;

import dev.understudy.identity.Identity;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.LedgerServer;
import dev.understudy.ledger.StackId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code understudy ledger serve|verify}. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Serve a ledger to agents over mutual TLS, or verify it.")
final class LedgerCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of serve, verify");
    }

    @Command(
            name = "serve",
            mixinStandardHelpOptions = true,
            description =
                    "Serve a ledger file to agents and reconcilers, TLS 1.3 with client certificates, until stopped.")
    void serve(
            @Option(
                            names = "--ledger",
                            required = true,
                            paramLabel = "URI",
                            description = "file:///...; it is made when it is missing.")
                    URI uri,
            @Option(names = "--project", required = true, description = "The Pulumi project.") String project,
            @Option(names = "--stack", required = true, description = "The Pulumi stack.") String stack,
            @Option(
                            names = "--listen",
                            defaultValue = "127.0.0.1:7443",
                            paramLabel = "HOST:PORT",
                            description = "Where to listen. Default: ${DEFAULT-VALUE}.")
                    String listen,
            @Option(
                            names = "--identity",
                            required = true,
                            paramLabel = "DIR",
                            description = "Folder with ca.pem, cert.pem and key.pem.")
                    Path identity)
            throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop"));
        if (!"file".equals(uri.getScheme())) {
            throw new UsageException("--ledger is \"" + uri + "\"; allowed here: file:///...");
        }
        var id = new StackId(project, stack);
        var endpoint = address(listen);
        try (var server = LedgerServer.start(
                Path.of(uri),
                id,
                Identity.load(identity),
                endpoint.getHostString(),
                endpoint.getPort(),
                InstantSource.system())) {
            spec.commandLine().getErr().println("ledger of " + id + " ready on port " + server.port());
            spec.commandLine().getErr().flush();
            stopped.await();
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Read a ledger from its first record to its last and check the chain of hashes.")
    void verify(@Mixin LedgerOptions options) {
        try (var ledger = options.open(Path.of(""))) {
            var records = LedgerReading.all(ledger);
            if (records.isEmpty()) {
                throw new CliException("the ledger of " + ledger.stack() + " has no record yet, or is not there");
            }
            long revisions = records.stream()
                    .filter(LedgerRecord.Revised.class::isInstance)
                    .count();
            spec.commandLine()
                    .getOut()
                    .println("ledger of " + ledger.stack() + " is whole: " + records.size() + " records, " + revisions
                            + " revisions, " + ledger.services().size() + " services");
        }
    }

    static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            int port = Integer.parseInt(hostAndPort.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= 65_535) {
                return new InetSocketAddress(hostAndPort.substring(0, colon), port);
            }
        } catch (NumberFormatException fault) {
            throw new UsageException("address is \"" + hostAndPort + "\"; allowed: HOST:PORT", fault);
        }
        throw new UsageException("address is \"" + hostAndPort + "\"; allowed: HOST:PORT with a port of 0 to 65535");
    }
}
