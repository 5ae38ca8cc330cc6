package dev.understudy.cli;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.json.CoreJson;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy weights show|history|set}. */
@Command(
        name = "weights",
        mixinStandardHelpOptions = true,
        description = "Show, list and set the desired weights of a service.")
final class WeightsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of show, history, set");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show the desired weights, who asked for them, why, and whether they are applied.")
    void show(
            @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "The service. Default: all.")
                    @Nullable
                    String service,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output,
            @Mixin LedgerOptions options) {
        try (var ledger = options.open(Path.of(""))) {
            var applications = applications(ledger);
            var services = LedgerOptions.services(service, ledger);
            var heads = new ArrayList<Map<String, Object>>();
            var table = new Table("SERVICE", "REVISION", "WEIGHTS", "AUTHOR", "APPLIED", "REASON");
            for (ServiceId id : services) {
                var head = ledger.head(id)
                        .orElseThrow(() -> new CliException("service " + id + " has no revision in the ledger of "
                                + ledger.stack() + "; it knows " + ledger.services()));
                Application applied = applications.get(head.number());
                table.row(
                        id,
                        head.number(),
                        head.change().weights().inPercent(),
                        head.change().author(),
                        applied == null ? "waiting" : word(applied),
                        head.change().reason());
                heads.add(json(head, applied));
            }
            switch (output) {
                case TEXT -> table.print(out());
                case JSON -> out().println(CoreJson.mapper().writeValueAsString(heads));
            }
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "List the revisions of a service, newest first, with their updates.")
    void history(
            @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "The service.") @Nullable
                    String service,
            @Option(
                            names = {"-n", "--limit"},
                            defaultValue = "20",
                            description = "At most this many. Default: 20.")
                    int limit,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output,
            @Mixin LedgerOptions options) {
        try (var ledger = options.open(Path.of(""))) {
            ServiceId id = LedgerOptions.service(service, ledger);
            var applications = applications(ledger);
            if (limit < 1) {
                throw new UsageException("--limit is " + limit + "; allowed: 1 or more");
            }
            var revisions = LedgerReading.all(ledger).stream()
                    .flatMap(entry -> entry instanceof LedgerRecord.Revised(long _, var revision)
                                    && revision.change().service().equals(id)
                            ? Stream.of(revision)
                            : Stream.empty())
                    .toList()
                    .reversed()
                    .stream()
                    .limit(limit)
                    .toList();
            var table = new Table("REVISION", "RECORDED", "WEIGHTS", "AUTHOR", "FENCE", "APPLIED", "REASON");
            var json = new ArrayList<Map<String, Object>>();
            for (WeightsRevision revision : revisions) {
                Application applied = applications.get(revision.number());
                table.row(
                        revision.number(),
                        revision.at(),
                        revision.change().weights().inPercent(),
                        revision.change().author(),
                        revision.change().fence().epoch(),
                        applied == null ? "-" : word(applied),
                        revision.change().reason());
                json.add(json(revision, applied));
            }
            switch (output) {
                case TEXT -> table.print(out());
                case JSON -> out().println(CoreJson.mapper().writeValueAsString(json));
            }
        }
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Record new desired weights; the reconciler, or the next pulumi up, applies them.",
            footer = {"", "Example: understudy weights set shop zone-a=90 zone-b=10 --reason \"canary\""})
    void set(
            @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.") String service,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "ZONE=WEIGHT",
                            description = "Weights in any unit; only their proportion counts. Zones not named get 0.")
                    List<String> weights,
            @Option(names = "--reason", required = true, description = "Why, in a sentence; it is kept.") String reason,
            @Mixin LedgerOptions options) {
        try (var ledger = options.open(Path.of(""))) {
            var id = new ServiceId(service);
            var head = ledger.head(id)
                    .orElseThrow(() -> new CliException("service " + id + " has no revision in the ledger of "
                            + ledger.stack() + ", which knows " + ledger.services() + ": run pulumi up first"));
            var zones = head.change().weights().shares().keySet();
            var numbers = parse(weights);
            for (ZoneId zone : numbers.keySet()) {
                if (!zones.contains(zone)) {
                    throw new CliException(
                            "zone " + zone + " does not exist for service " + id + "; allowed: " + zones);
                }
            }
            zones.forEach(zone -> numbers.putIfAbsent(zone, BigDecimal.ZERO));
            if (reason.isBlank() || reason.indexOf('{') >= 0) {
                throw new UsageException("--reason is \"" + reason + "\"; allowed: a sentence without braces");
            }
            var change = new WeightsChange(
                    id,
                    Weights.proportionalTo(numbers),
                    Fence.NONE,
                    options.person(Path.of("")),
                    Because.of(reason),
                    new TreeMap<>(),
                    head.change().provision());
            switch (ledger.append(change, head.number())) {
                case WeightsLedger.Append.Appended(var revision) ->
                    out().println("recorded revision " + revision.number() + ": "
                            + change.weights().inPercent());
                case WeightsLedger.Append.Superseded(var newer) ->
                    throw new CliException("revision " + newer.number() + " by "
                            + newer.change().author()
                            + " was recorded meanwhile ("
                            + newer.change().weights().inPercent()
                            + "); look at it, then set again");
                case WeightsLedger.Append.Fenced(var newest) ->
                    throw new CliException(
                            "the ledger refused the change: a newer fence is in force, epoch " + newest.epoch());
                case WeightsLedger.Append.Forbidden(String why) ->
                    throw new CliException("the ledger refused the change: " + why);
            }
        }
    }

    private static TreeMap<ZoneId, BigDecimal> parse(List<String> weights) {
        var numbers = new TreeMap<ZoneId, BigDecimal>();
        for (String pair : weights) {
            int equals = pair.indexOf('=');
            try {
                if (equals < 1
                        || numbers.put(
                                        new ZoneId(pair.substring(0, equals)),
                                        new BigDecimal(pair.substring(equals + 1)))
                                != null) {
                    throw new UsageException("weight is \"" + pair + "\"; allowed: ZONE=NUMBER, each zone once");
                }
            } catch (NumberFormatException fault) {
                throw new UsageException("weight is \"" + pair + "\"; allowed: ZONE=NUMBER, as in zone-a=90", fault);
            }
        }
        return numbers;
    }

    private static Map<Long, Application> applications(WeightsLedger ledger) {
        var applications = new TreeMap<Long, Application>();
        for (LedgerRecord entry : LedgerReading.all(ledger)) {
            if (entry instanceof LedgerRecord.AppliedTo(long _, var application)) {
                applications.put(application.revision(), application);
            }
        }
        return applications;
    }

    private static String word(Application applied) {
        return applied.update() == 0 ? "in force already" : "update " + applied.update();
    }

    private static Map<String, Object> json(WeightsRevision revision, @Nullable Application applied) {
        var json = new LinkedHashMap<String, Object>();
        json.put("revision", revision);
        if (applied != null) {
            json.put("application", applied);
        }
        return json;
    }
}
