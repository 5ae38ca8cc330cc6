package dev.understudy.cli;

import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy profile show}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "What a service would need in each zone of the catalogue.")
final class ProfileCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name show");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show the shadow profiles of a service, one for every zone, with their age.")
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
            var services = LedgerOptions.services(service, ledger);
            var profiles = new ArrayList<ShadowProfile>();
            services.forEach(id -> profiles.addAll(ledger.profiles(id)));
            if (profiles.isEmpty()) {
                throw new CliException(
                        "no profile is kept for " + (service == null ? "any service" : service) + " in the ledger of "
                                + ledger.stack() + ": an agent publishes them while it leads the service");
            }
            if (output == OutputFormat.JSON) {
                spec.commandLine().getOut().println(CoreJson.mapper().writeValueAsString(profiles));
                return;
            }
            var now = InstantSource.system().instant();
            var table = new Table(
                    "ACCOUNT",
                    "SERVICE",
                    "ZONE",
                    "ROLE",
                    "CPU",
                    "MEMORY",
                    "STORAGE",
                    "NETWORK",
                    "MUTATIONS",
                    "UTILISATION",
                    "AGE");
            for (var profile : profiles) {
                table.row(
                        profile.account(),
                        profile.service(),
                        profile.zone(),
                        profile.role().name().toLowerCase(Locale.ROOT),
                        profile.cpuMillis() + "m",
                        profile.memoryMiB() + " MiB",
                        profile.storageMiB() + " MiB",
                        profile.networkMbps() + " Mbit/s",
                        String.format(Locale.ROOT, "%.1f/s", profile.mutationPerSecond()),
                        Math.round(profile.utilisation() * 100) + " %",
                        Duration.between(profile.freshAt(), now).toSeconds() + " s");
            }
            table.print(spec.commandLine().getOut());
        }
    }
}
