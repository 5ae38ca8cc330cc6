package dev.understudy.cli;

import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.identity.IdentityException;
import dev.understudy.ledger.LedgerException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code understudy} command. */
@Command(
        name = "understudy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Moves a service to its shadow before its zone falls ill, and owns the weights inside the stack.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "Start with: understudy demo"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the last line on stderr says why",
            "2:wrong usage or a bad configuration",
            "3:refused (orders only)",
            "4:rolled back, or left as it stood (orders only)",
            "5:nobody answered in time, or it is not over (orders only)",
            "6:waits for a second person (orders only)",
            "70:a fault of the agent itself (agent only)"
        },
        subcommands = {
            DemoCommand.class,
            AgentCommand.class,
            ReconcileCommand.class,
            WeightsCommand.class,
            MigrateCommand.class,
            RollbackCommand.class,
            DrillCommand.class,
            StandingOrders.Hold.class,
            StandingOrders.Pause.class,
            StandingOrders.Pin.class,
            StandingOrders.Stop.class,
            StandingOrders.Release.class,
            StandingOrders.Approve.class,
            OrdersCommand.class,
            MigrationsCommand.class,
            ProfileCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            BacktestCommand.class,
            ScorecardCommand.class,
            LedgerCommand.class,
            LocalCommand.class,
            DoctorCommand.class,
            PluginCommand.class,
            VersionCommand.class,
            GenerateCompletion.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command with its error handling, for tests and completion as well. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::fail);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int fail(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof EndedException ended) {
            err.println("understudy: " + ended.getMessage());
            err.flush();
            return ended.exitCode();
        }
        if (fault instanceof UsageException) {
            err.println("understudy: " + fault.getMessage());
            err.flush();
            return CommandLine.ExitCode.USAGE;
        }
        if (isOfTheWorld(fault)) {
            err.println("understudy: " + fault.getMessage());
        } else {
            err.println("understudy: unexpected fault: " + fault);
        }
        if (System.getenv("UNDERSTUDY_DEBUG") != null) {
            fault.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Faults whose message is a sentence for a person; everything else is a fault of ours. */
    private static boolean isOfTheWorld(Exception fault) {
        return fault instanceof CliException
                || fault instanceof LedgerException
                || fault instanceof LocalCloudException
                || fault instanceof IdentityException
                || fault instanceof IllegalArgumentException
                || fault instanceof UncheckedIOException;
    }
}
