package dev.understudy.cli;

import dev.understudy.ledger.json.CoreJson;
import dev.understudy.reconciler.Reconciler;
import dev.understudy.reconciler.ReconcilerConfig;
import dev.understudy.reconciler.ReconcilerEvent;
import dev.understudy.reconciler.ReconcilerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy reconcile}. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        description = {
            "Follow the ledger and apply its weights by pulumi up, until stopped.",
            "Touches weight resources only; what the program would change besides is named and waits for a person. "
                    + "Two at once do no harm."
        })
final class ReconcileCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Folder of the program. Default: here.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}: a line for each event.")
    private OutputFormat output = OutputFormat.TEXT;

    @Mixin
    private final LedgerOptions options = new LedgerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isRegularFile(directory.resolve("Pulumi.yaml"))) {
            throw new UsageException(
                    "--dir is " + directory + ", and there is no Pulumi.yaml; name the folder of a program");
        }
        var stack = options.stackId(directory)
                .orElseThrow(() -> new CliException("--stack is missing; name the stack to reconcile"));
        var engine = Optional.ofNullable(System.getenv("UNDERSTUDY_PULUMI_DIR")).map(Path::of);
        if (engine.isPresent() && !Files.isExecutable(engine.get().resolve("pulumi"))) {
            throw new CliException("UNDERSTUDY_PULUMI_DIR is " + engine.get() + ", and there is no pulumi in it");
        }
        try (var ledger = options.open(directory)) {
            var config =
                    ReconcilerConfig.of(stack, directory, engine, PluginFolder.launcher(), Map.of(), Home.ofProduct());
            Reconciler.run(config, ledger, this::tell);
            return 0;
        } catch (ReconcilerException fault) {
            throw new CliException(String.valueOf(fault.getMessage()), fault);
        }
    }

    private void tell(ReconcilerEvent event) {
        var out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> out.println(InstantSource.system().instant() + " " + ReconcilerWords.of(event));
            case JSON -> {
                var line = new LinkedHashMap<String, Object>();
                line.put("event", event.getClass().getSimpleName());
                line.put("at", InstantSource.system().instant());
                line.put("sentence", ReconcilerWords.of(event));
                if (event instanceof ReconcilerEvent.UpdateFinished finished) {
                    line.put("revision", finished.revisions().getLast().number());
                    line.put("timings", finished.timings());
                }
                out.println(CoreJson.write(line));
            }
        }
        out.flush();
    }
}
