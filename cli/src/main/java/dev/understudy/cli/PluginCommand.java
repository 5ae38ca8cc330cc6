package dev.understudy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code understudy plugin install}. */
@Command(name = "plugin", mixinStandardHelpOptions = true, description = "The Pulumi provider as a plugin.")
final class PluginCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name install");
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = "Install the provider where the engine finds it.")
    void install(
            @Option(
                            names = "--pulumi-home",
                            paramLabel = "DIR",
                            defaultValue = "${env:PULUMI_HOME}",
                            description = "The engine's home. Default: $$PULUMI_HOME, else ~/.pulumi.")
                    @Nullable
                    Path home) {
        Path target = PluginFolder.install(home == null ? Home.ofPerson().resolve(".pulumi") : home);
        spec.commandLine().getOut().println("installed " + target);
    }
}
