package dev.understudy.cli;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MigrationsView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
        description =
                "Say why the weights of a service are what they are, where its migration is and what people ordered, "
                        + "from the ledger's own numbers.")
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
            var view = new MigrationsView();
            for (LedgerRecord entry : LedgerReading.all(ledger)) {
                view.take(entry);
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
            printSaga(id, view);
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
        if (!change.provision().equals(Provision.AS_DECLARED)) {
            out.println("  place     " + SagaWords.place(revision));
        }
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

    /** Where the service is on its way, and what people have ordered. */
    private void printSaga(ServiceId id, MigrationsView view) {
        var out = spec.commandLine().getOut();
        view.journal(id).ifPresent(record -> {
            var entry = record.entry();
            String name = entry.state()
                    .underWay()
                    .map(migration -> migration.id() + " " + migration.from() + " -> " + migration.to() + ", ")
                    .orElse("");
            out.println("Migration " + name + entry.state().phase() + " since " + record.at() + " by " + entry.author()
                    + " (fence " + entry.fence().epoch() + ")");
            out.println("  because   " + entry.because());
            entry.state()
                    .underWay()
                    .ifPresent(migration -> migration.givenUp().forEach(gone -> out.println("  gave up   " + gone)));
        });
        for (var one : view.live(InstantSource.system().instant())) {
            var order = one.order();
            if (order.service().map(id::equals).orElse(true)) {
                out.println("Order " + one.number() + ", " + SagaWords.what(order) + " " + SagaWords.about(order)
                        + " until " + SagaWords.until(order) + ", by " + order.owner());
                out.println("  because   " + order.reason());
                SagaWords.now(one, view).forEach(line -> out.println("  now       " + line));
            }
        }
        out.flush();
    }
}
