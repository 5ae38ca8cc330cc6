package dev.understudy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code understudy version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Print the version, and the Java that runs it.")
final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println("understudy " + Version.number() + " (Java " + Runtime.version() + ")");
    }
}
