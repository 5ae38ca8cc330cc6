package dev.understudy.cli;

import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the ledger is and whose it is. Shared by every command that reads or writes it. */
final class LedgerOptions {
    private static final String PERSON = "person-";

    @Option(
            names = "--ledger",
            paramLabel = "URI",
            defaultValue = "${env:UNDERSTUDY_LEDGER}",
            description = "The stack's ledger: file:///..., https://host:port or stack:///.../Pulumi.<stack>.yaml. "
                    + "Default: $$UNDERSTUDY_LEDGER, else understudy:ledger in Pulumi.<stack>.yaml, else the "
                    + "default file of the project and stack.")
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
                    "Folder with ca.pem, cert.pem and key.pem for an https ledger. Default: $$UNDERSTUDY_IDENTITY, else "
                            + "understudy:identity in Pulumi.<stack>.yaml.")
    private @Nullable Path identity;

    WeightsLedger open(Path directory) {
        Optional<StackId> id = stackId(directory);
        return Ledgers.open(address(directory, id), id, shown(directory, id), InstantSource.system());
    }

    private Optional<Path> shown(Path directory, Optional<StackId> id) {
        return Optional.ofNullable(identity)
                .or(() -> setting(directory, id, "understudy:identity").map(Path::of));
    }

    /**
     * In whose name this command asks for something: that of the certificate an {@code https} ledger is shown, which holds
     * it to be true; the login where the ledger is a file, which anybody who may write it could say.
     */
    Author person(Path directory) {
        Optional<StackId> id = stackId(directory);
        if (!"https".equals(address(directory, id).getScheme())) {
            return new Author(Author.Kind.PERSON, System.getProperty("user.name"));
        }
        String name = Identity.load(shown(directory, id)
                        .orElseThrow(() -> new CliException("--identity is missing; name the folder of a certificate")))
                .name();
        if (!name.startsWith(PERSON) || name.length() == PERSON.length()) {
            throw new CliException("the certificate of --identity names " + name + "; allowed: a person, as in "
                    + PERSON + System.getProperty("user.name"));
        }
        return new Author(Author.Kind.PERSON, name.substring(PERSON.length()));
    }

    /** What was named, else what the stack's own file says, which is what its provider uses, else the default. */
    private URI address(Path directory, Optional<StackId> id) {
        if (uri != null) {
            return uri;
        }
        return setting(directory, id, "understudy:ledger")
                .map(URI::create)
                .orElseGet(() -> Ledgers.defaultUri(
                        id.orElseThrow(() -> new CliException("no ledger is named: give --ledger URI, or --project and "
                                + "--stack, or run where Pulumi.yaml and one Pulumi.<stack>.yaml are"))));
    }

    private static Optional<String> setting(Path directory, Optional<StackId> id, String key) {
        return id.flatMap(known -> new ProjectFolder(directory).setting(known.stack(), key));
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

    /** The service asked for, or all that the ledger knows, which are some. */
    static List<ServiceId> services(@Nullable String asked, WeightsLedger ledger) {
        var known = asked == null ? ledger.services() : List.of(new ServiceId(asked));
        if (known.isEmpty()) {
            throw new CliException("the ledger of " + ledger.stack() + " has no revision yet: run pulumi up first");
        }
        return known;
    }

    /** The service asked for, or the only one the ledger knows. */
    static ServiceId service(@Nullable String asked, WeightsLedger ledger) {
        if (asked != null) {
            return new ServiceId(asked);
        }
        var known = services(null, ledger);
        if (known.size() == 1) {
            return known.getFirst();
        }
        throw new UsageException("SERVICE is missing; name one of " + known);
    }
}
