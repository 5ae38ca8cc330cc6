package dev.understudy.cli;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.LedgerRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Say why the weights of a service are what they are, from the ledger's own numbers.")
final class ExplainCommand implements Runnable {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "The service.")
    private @Nullable String service;

    @Option(names = "--revision", paramLabel = "N", description = "Explain this revision. Default: the newest.")
    private @Nullable Long number;

    @Mixin
    private final LedgerOptions options = new LedgerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        try (var ledger = options.open(Path.of(""))) {
            var id = LedgerOptions.service(service, ledger);
            WeightsRevision before = null;
            WeightsRevision asked = null;
            Optional<LedgerRecord.AppliedTo> applied = Optional.empty();
            for (LedgerRecord entry : LedgerReading.all(ledger)) {
                switch (entry) {
                    case LedgerRecord.Revised(long _, var revision) -> {
                        boolean ours = revision.change().service().equals(id);
                        if (ours && (number == null || revision.number() <= number)) {
                            before = asked;
                            asked = revision;
                            applied = Optional.empty();
                        }
                    }
                    case LedgerRecord.AppliedTo record -> {
                        if (asked != null && record.application().revision() == asked.number()) {
                            applied = Optional.of(record);
                        }
                    }
                    case LedgerRecord.Noticed _,
                            LedgerRecord.Journaled _,
                            LedgerRecord.Ordered _,
                            LedgerRecord.Answered _ -> {}
                }
            }
            if (asked == null || (number != null && asked.number() != number)) {
                throw new CliException("service " + id + " has no revision" + (number == null ? "" : " " + number)
                        + " in the ledger of " + ledger.stack());
            }
            print(asked, before, applied);
        }
    }

    private void print(
            WeightsRevision revision, @Nullable WeightsRevision before, Optional<LedgerRecord.AppliedTo> applied) {
        var out = spec.commandLine().getOut();
        var change = revision.change();
        out.println("Revision " + revision.number() + " of " + change.service() + ", recorded " + revision.at() + " by "
                + change.author() + " (fence " + change.fence().epoch() + ")");
        out.println("  weights   "
                + (before == null ? "" : before.change().weights().inPercent() + "  ->  ")
                + change.weights().inPercent());
        out.println("  because   " + change.reason());
        change.evidence()
                .forEach((name, value) ->
                        out.println("  evidence  " + name + " = " + String.format(Locale.ROOT, "%.6g", value)));
        out.println("  parent    " + revision.parent());
        out.println("  applied   "
                + applied.map(LedgerRecord.AppliedTo::application)
                        .map(application -> application.appliedAt() + ", "
                                + Duration.between(revision.at(), application.appliedAt())
                                        .toMillis() + " ms after it was recorded"
                                + (application.update() == 0 ? "" : ", by update " + application.update()))
                        .orElse("not yet"));
        out.flush();
    }
}
