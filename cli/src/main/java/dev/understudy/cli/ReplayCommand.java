package dev.understudy.cli;

import dev.understudy.agent.history.HistoryReader;
import dev.understudy.agent.history.Replay;
import dev.understudy.core.control.Effect;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Play an agent's history again, offline: this version's controller is told what the agent was told, and what it "
                    + "asks for is compared byte for byte with what the agent asked for.",
            "Histories are in the folder \"history\" of an agent's stateDir, one file after another for each service."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the same", "1:different, or the file cannot be played", "2:wrong usage"})
final class ReplayCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "FILE", description = "The history.")
    private @Nullable Path file;

    @Option(names = "--all", description = "Show everything asked for, not decisions only.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}.")
    private OutputFormat output = OutputFormat.TEXT;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        var path = java.util.Objects.requireNonNull(file);
        var out = spec.commandLine().getOut();
        Replay.Outcome outcome;
        try (var history = HistoryReader.open(path)) {
            outcome = Replay.of(history, asked -> tell(out, asked));
        } catch (NoSuchFileException _) {
            throw new CliException("there is no file " + path);
        } catch (ZipException _) {
            throw new CliException(path + " is no history: it is not compressed as they are");
        } catch (IllegalArgumentException e) {
            throw new CliException(path + " cannot be played: " + e.getMessage());
        } catch (IOException e) {
            throw new CliException("cannot read " + path + ": " + e.getMessage());
        }
        end(out, outcome);
        out.flush();
        if (outcome.differences() > 0) {
            throw new CliException(outcome.differences() + " of " + outcome.requests()
                    + " requests differ from the recorded ones; the first: "
                    + outcome.firstDifference().orElse(""));
        }
    }

    private void tell(PrintWriter out, Replay.Asked asked) {
        if (output == OutputFormat.JSON) {
            out.println(CoreJson.write(asked));
            return;
        }
        switch (asked.effect()) {
            case Effect.Decided(var decision) -> out.println(asked.at() + "  " + decision.explain());
            case Effect.Append(var change, long _) ->
                out.println(asked.at() + "  record " + change.weights().inPercent() + ": " + change.reason());
            case Effect.Journal(var entry, long _) ->
                out.println(asked.at() + "  journal " + entry.state().phase() + ": " + entry.because());
            case Effect.Perform(var task) -> more(out, asked, "perform " + task.id());
            case Effect.Reply(var answer) ->
                more(out, asked, "answer order " + answer.order() + ": " + answer.verdict());
            case Effect.WakeAt _, Effect.PublishProfiles _ -> {
                // say nothing of what was decided
            }
        }
    }

    private void more(PrintWriter out, Replay.Asked asked, String what) {
        if (all) {
            out.println(asked.at() + "  " + what);
        }
    }

    private void end(PrintWriter out, Replay.Outcome outcome) {
        var began = outcome.began();
        if (output == OutputFormat.JSON) {
            var summary = new LinkedHashMap<String, Object>();
            summary.put("service", began.service().service());
            summary.put("zone", began.zone());
            summary.put("version", began.version());
            summary.put("whole", began.whole());
            summary.put("events", outcome.events());
            summary.put("requests", outcome.requests());
            summary.put("differences", outcome.differences());
            summary.put("missed", outcome.missed());
            out.println(CoreJson.write(summary));
            return;
        }
        out.println(outcome.events() + " events of " + began.service().service() + " told to the agent of "
                + began.zone() + " (version " + began.version() + ") from " + began.at() + " on: " + outcome.requests()
                + " requests, " + (outcome.differences() == 0 ? "all as recorded" : outcome.differences() + " differ"));
        if (!began.whole()) {
            out.println("the beginning is in another file: what the agent learnt there is missing, so the first ten"
                    + " minutes are not compared");
        }
        if (outcome.missed() > 0) {
            out.println("played up to where " + outcome.missed() + " turns are missing in the file");
        }
    }
}
