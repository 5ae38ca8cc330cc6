package dev.understudy.cli;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.clouds.local.AgentInfo;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy scorecard}. */
@Command(
        name = "scorecard",
        mixinStandardHelpOptions = true,
        description = "Show how good the forecasts, the stated risks and the signals of the agents were.")
final class ScorecardCommand implements Runnable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Option(names = "--service", paramLabel = "NAME", description = "The service. Default: all.")
    private @Nullable String service;

    @Option(
            names = "--agent",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:UNDERSTUDY_AGENT}",
            description = "The agent to ask. Default: $$UNDERSTUDY_AGENT, else all of the local cloud.")
    private @Nullable String agent;

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            defaultValue = "${env:UNDERSTUDY_IDENTITY}",
            description =
                    "Folder with ca.pem, cert.pem and key.pem, issued to a person. Default: $$UNDERSTUDY_IDENTITY.")
    private @Nullable Path identity;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    private OutputFormat output;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        if (identity == null) {
            throw new UsageException("--identity is missing; name the folder of a certificate issued to a person");
        }
        var reports = new ArrayList<ScorecardReport>();
        var client = HttpClient.newBuilder()
                .sslContext(Identity.load(identity).sslContext())
                .connectTimeout(LIMIT)
                .build();
        try (client) {
            for (String address : agents()) {
                reports.add(only(ask(client, address)));
            }
        }
        var out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(CoreJson.write(reports));
            case TEXT -> reports.forEach(report -> ScorecardWords.print(report, out));
        }
        out.flush();
    }

    private List<String> agents() {
        if (agent != null) {
            return List.of(agent);
        }
        try (var cloud = LocalCloudClient.connect(LocalCloudSocket.path())) {
            var placed =
                    cloud.status().agents().stream().map(AgentInfo::address).toList();
            if (placed.isEmpty()) {
                throw new CliException("the local cloud has no agents; name one with --agent HOST:PORT");
            }
            return placed;
        } catch (LocalCloudException e) {
            throw new CliException("no agent is named, and the local cloud does not answer (" + e.getMessage()
                    + "); name one with --agent HOST:PORT");
        }
    }

    private static ScorecardReport ask(HttpClient client, String address) {
        try {
            var request = HttpRequest.newBuilder(URI.create("https://" + address + "/v1/scorecard"))
                    .timeout(LIMIT)
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CliException("agent " + address + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return CoreJson.read(answer.body(), ScorecardReport.class);
        } catch (IOException e) {
            throw new CliException("agent " + address + " cannot be reached: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    "agent " + address + " says what this version does not understand: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while asking agent " + address);
        }
    }

    private ScorecardReport only(ScorecardReport report) {
        if (service == null) {
            return report;
        }
        var asked = new ServiceId(service);
        var one = report.services().get(asked);
        if (one == null) {
            throw new CliException("agent " + report.zone() + " has no grades of service " + asked
                    + "; it has those of " + report.services().keySet());
        }
        var services = new TreeMap<ServiceId, ScorecardReport.Service>();
        services.put(asked, one);
        return new ScorecardReport(report.zone(), report.at(), services, report.unknown());
    }
}
