package dev.understudy.cli;

import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.orders.Order.What;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MigrationsView;
import dev.understudy.ledger.WeightsLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What {@code understudy doctor} looks at. */
final class Checkup {
    private static final long LIMIT_SECONDS = 10;

    private Checkup() {}

    static List<Finding> everything(LedgerOptions options, Path directory) {
        var findings = new ArrayList<Finding>();
        findings.add(java());
        findings.add(engine());
        findings.add(provider());
        findings.add(tool("haproxy", "-v", "HAProxy", "install it with: apt-get install haproxy"));
        findings.add(tool("ip", "-V", "iproute2", "install it with: apt-get install iproute2"));
        findings.add(zones());
        findings.addAll(localCloud());
        findings.addAll(ledger(options, directory));
        return findings;
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        return feature >= 25
                ? Finding.fine("Java", Runtime.version().toString())
                : Finding.fault("Java", feature + "; needed: 25 or newer");
    }

    private static Finding engine() {
        String folder = System.getenv("UNDERSTUDY_PULUMI_DIR");
        if (folder == null) {
            return Finding.fault(
                    "Pulumi engine",
                    "none of 3.230.0 or newer on PATH and none built yet; " + "./understudy demo builds one");
        }
        var version = output(List.of(folder + "/pulumi", "version"));
        var missing = Stream.of("pulumi-language-yaml", "pulumi-language-java")
                .filter(Predicate.not(host -> Files.isExecutable(Path.of(folder, host))))
                .toList();
        if (version.isEmpty()) {
            return Finding.fault("Pulumi engine", folder + "/pulumi does not run");
        }
        return missing.isEmpty()
                ? Finding.fine("Pulumi engine", version.get().strip() + " in " + folder)
                : Finding.fault("Pulumi engine", folder + " has no " + missing);
    }

    private static Finding provider() {
        String launcher = System.getenv("UNDERSTUDY_PROVIDER");
        return launcher != null && Files.isExecutable(Path.of(launcher))
                ? Finding.fine("provider", launcher)
                : Finding.fault("provider", "not built; ./understudy builds it");
    }

    private static Finding tool(String command, String flag, String name, String remedy) {
        return Stream.of(command, "/usr/sbin/" + command, "/sbin/" + command)
                .flatMap(path -> output(List.of(path, flag)).stream())
                .findFirst()
                .map(text -> Finding.fine(name, text.lines().findFirst().orElse("")))
                .orElseGet(() -> Finding.fault(name, "not found; " + remedy));
    }

    private static Finding zones() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root && Files.exists(Path.of("/dev/net/tun"))) {
            return Finding.fine("zones", "network namespaces with real delay and loss (root, TUN device)");
        }
        if (output(List.of("unshare", "-Urn", "true")).isPresent()) {
            return Files.isReadable(Path.of("/dev/net/tun")) && Files.isWritable(Path.of("/dev/net/tun"))
                    ? Finding.fine("zones", "network namespaces inside a user namespace, with delay and loss")
                    : Finding.note(
                            "zones",
                            "network namespaces inside a user namespace; the TUN device is closed to you, "
                                    + "so slowness comes from the service");
        }
        return Finding.note(
                "zones",
                "loopback addresses: user namespaces are closed to you, so slowness comes from the "
                        + "service and a cut stops processes");
    }

    private static List<Finding> localCloud() {
        Path socket = LocalCloudSocket.path();
        if (!Files.exists(socket)) {
            return List.of(Finding.note("local cloud", "not running"));
        }
        try (var cloud = LocalCloudClient.connect(socket)) {
            LocalCloudStatus status = cloud.status();
            var findings = new ArrayList<Finding>();
            findings.add(Finding.fine("local cloud", status.sentence()));
            int observers = Math.max(0, status.agents().size() - 1)
                    + (status.balancers().isEmpty() ? 0 : 1);
            findings.add(
                    observers >= HealthRules.LEAST_QUORUM
                            ? Finding.fine(
                                    "observers",
                                    observers + " for each zone: "
                                            + status.agents().size() + " agents, one of them inside, and "
                                            + status.balancers().size() + " balancer")
                            : Finding.fault(
                                    "observers",
                                    observers + " for each zone; with fewer than " + HealthRules.LEAST_QUORUM
                                            + " the agents only advise: place more agents"));
            return findings;
        } catch (LocalCloudException fault) {
            return List.of(Finding.fault("local cloud", String.valueOf(fault.getMessage())));
        }
    }

    private static List<Finding> ledger(LedgerOptions options, Path directory) {
        if (options.isSilent() && options.stackId(directory).isEmpty()) {
            return List.of(Finding.note("ledger", "none named; give --ledger, or run where Pulumi.yaml is"));
        }
        try (WeightsLedger ledger = options.open(directory)) {
            var findings = new ArrayList<Finding>();
            var records = LedgerReading.all(ledger);
            findings.add(
                    Finding.fine("ledger", ledger.stack() + ", " + records.size() + " records, the chain is whole"));
            for (var service : ledger.services()) {
                var head = ledger.head(service).orElseThrow();
                boolean applied = records.stream()
                        .anyMatch(entry -> entry instanceof LedgerRecord.AppliedTo(long _, var done)
                                && done.revision() == head.number());
                findings.add(
                        applied
                                ? Finding.fine("weights of " + service, "revision " + head.number() + " is applied")
                                : Finding.note(
                                        "weights of " + service,
                                        "revision " + head.number() + " waits: is the reconciler running?"));
            }
            findings.addAll(orders(MigrationsView.of(records)));
            records.reversed().stream()
                    .filter(LedgerRecord.Noticed.class::isInstance)
                    .map(LedgerRecord.Noticed.class::cast)
                    .findFirst()
                    .ifPresent(noticed -> findings.add(Finding.note(
                            "newest notice",
                            noticed.notice().at() + " " + noticed.notice().sentence())));
            return findings;
        } catch (LedgerException | CliException | IllegalArgumentException fault) {
            return List.of(Finding.fault("ledger", String.valueOf(fault.getMessage())));
        }
    }

    /** The orders that keep agents from something now, and from what. */
    private static List<Finding> orders(MigrationsView view) {
        return view.live(InstantSource.system().instant()).stream()
                .filter(one -> switch (one.order().what()) {
                    case What.Hold _, What.Pin _, What.Pause _, What.Stop _ -> true;
                    case What.Migrate _, What.RollBack _, What.Drill _, What.Approve _, What.Release _ -> false;
                })
                .map(one -> {
                    var order = one.order();
                    var now = SagaWords.now(one, view);
                    return Finding.note(
                            "order " + one.number(),
                            SagaWords.what(order) + " of " + SagaWords.about(order) + " until "
                                    + SagaWords.until(order) + " by "
                                    + order.owner().name() + " (" + order.reason()
                                    + "): "
                                    + (now.isEmpty() ? "nothing is kept from anything now" : String.join("; ", now)));
                })
                .toList();
    }

    /** What a command prints; empty when it cannot be run or fails. */
    private static Optional<String> output(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
