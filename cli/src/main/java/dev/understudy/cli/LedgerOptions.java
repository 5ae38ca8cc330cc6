package dev.understudy.cli;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the ledger is and whose it is. Shared by every command that reads or writes it. */
final class LedgerOptions {
    @Option(
            names = "--ledger",
            paramLabel = "URI",
            defaultValue = "${env:UNDERSTUDY_LEDGER}",
            description = "The stack's ledger: file:///..., https://host:port or stack:///.../Pulumi.<stack>.yaml. "
                    + "Default: $$UNDERSTUDY_LEDGER, else the default file of the project and stack.")
    private @Nullable URI uri;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            defaultValue = "${env:UNDERSTUDY_PROJECT}",
            description = "The Pulumi project. Default: $$UNDERSTUDY_PROJECT, else the name in ./Pulumi.yaml.")
    private @Nullable String project;

    @Option(
            names = {"-s", "--stack"},
            paramLabel = "NAME",
            defaultValue = "${env:UNDERSTUDY_STACK}",
            description = "The Pulumi stack. Default: $$UNDERSTUDY_STACK, else the only Pulumi.<stack>.yaml here.")
    private @Nullable String stack;

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            defaultValue = "${env:UNDERSTUDY_IDENTITY}",
            description =
                    "Folder with ca.pem, cert.pem and key.pem for an https ledger. Default: $$UNDERSTUDY_IDENTITY.")
    private @Nullable Path identity;

    WeightsLedger open(Path directory) {
        Optional<StackId> id = stackId(directory);
        URI where = uri;
        if (where == null) {
            where = Ledgers.defaultUri(
                    id.orElseThrow(() -> new CliException("no ledger is named: give --ledger URI, or "
                            + "--project and --stack, or run where Pulumi.yaml and one Pulumi.<stack>.yaml are")));
        }
        return Ledgers.open(where, id, Optional.ofNullable(identity), InstantSource.system());
    }

    /** Whether no ledger was named. */
    boolean isSilent() {
        return uri == null;
    }

    Optional<StackId> stackId(Path directory) {
        var found = new ProjectFolder(directory);
        Optional<String> name = Optional.ofNullable(project).or(found::project);
        Optional<String> selected = Optional.ofNullable(stack).or(found::onlyStack);
        return name.flatMap(known -> selected.map(chosen -> new StackId(known, chosen)));
    }

    /** The service asked for, or the only one the ledger knows. */
    static ServiceId service(@Nullable String asked, WeightsLedger ledger) {
        if (asked != null) {
            return new ServiceId(asked);
        }
        var known = ledger.services();
        if (known.size() == 1) {
            return known.getFirst();
        }
        throw new CliException(
                known.isEmpty()
                        ? "the ledger of " + ledger.stack() + " has no revision yet: run pulumi up first"
                        : "name one of the services " + known);
    }
}
