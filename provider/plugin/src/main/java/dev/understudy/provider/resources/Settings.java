package dev.understudy.provider.resources;

import dev.understudy.ledger.StackId;
import dev.understudy.provider.wire.Fault;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a provider was configured.
 *
 * @param ledger where the stack's desired weights are, absolute
 * @param identity directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, to be known by
 * @param localCloud control socket of the local cloud; its usual place when empty
 */
public record Settings(URI ledger, Optional<Path> identity, Optional<Path> localCloud) {
    private static final Set<String> NAMES = Set.of("ledger", "identity", "localCloud");
    private static final Set<String> SCHEMES = Set.of("file", "https", "stack");

    /** The stack of a resource. */
    public static StackId stackOf(Urn urn) {
        return new StackId(urn.project(), urn.stack());
    }

    /** Settings from a configuration that was checked. */
    public static Settings of(Obj config, URI defaultLedger) {
        return new Settings(
                text(config, "ledger").map(URI::create).orElse(defaultLedger),
                text(config, "identity").map(Path::of),
                text(config, "localCloud").map(Path::of));
    }

    /** Everything wrong with a configuration. */
    public static List<Fault> faults(Obj config) {
        var faults = new ArrayList<Fault>();
        for (var field : config.fields().entrySet()) {
            var value = field.getValue().plain();
            if (field.getKey().equals("version") || field.getKey().equals("pluginDownloadURL")) {
                continue; // the engine's own
            }
            if (!NAMES.contains(field.getKey())) {
                faults.add(new Fault(
                        field.getKey(),
                        "understudy:" + field.getKey() + " is not a setting; allowed: "
                                + NAMES.stream().sorted().toList()));
            } else if (!(value instanceof PropertyValue.Text || value.hasUnknown())) {
                faults.add(new Fault(
                        field.getKey(), "understudy:" + field.getKey() + " is " + value.show() + "; allowed: a text"));
            }
        }
        text(config, "ledger").ifPresent(ledger -> ledgerFault(ledger).ifPresent(faults::add));
        return faults;
    }

    private static Optional<Fault> ledgerFault(String ledger) {
        try {
            var uri = URI.create(ledger);
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme())) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below, with what is allowed.
        }
        return Optional.of(new Fault(
                "ledger",
                "understudy:ledger is \"" + ledger
                        + "\"; allowed: file:///PATH, https://HOST:PORT or stack:///DIRECTORY/Pulumi.STACK.yaml"));
    }

    private static Optional<String> text(Obj config, String name) {
        return config.get(name).plain() instanceof PropertyValue.Text(var value) && !value.isEmpty()
                ? Optional.of(value)
                : Optional.empty();
    }
}
