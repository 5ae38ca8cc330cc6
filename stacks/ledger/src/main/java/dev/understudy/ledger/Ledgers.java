package dev.understudy.ledger;

import dev.understudy.identity.Identity;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Finds the ledger at an address. */
public final class Ledgers {
    private static final String ALLOWED =
            "; allowed: file:///path/to/dev.ledger, https://host:port or stack:///path/to/Pulumi.dev.yaml";

    private Ledgers() {}

    /**
     * Opens a ledger.
     *
     * @param address {@code file:///…/dev.ledger}, {@code https://host:port} or {@code stack:///…/Pulumi.dev.yaml}
     * @param expected the stack it must belong to; empty to take whichever it belongs to
     * @param identity directory of the identity that an {@code https} ledger is shown
     * @param clock dates records and leases where this process writes them
     * @throws LedgerException when the address is none, or the ledger there is broken or another stack's
     */
    public static WeightsLedger open(
            URI address, Optional<StackId> expected, Optional<Path> identity, InstantSource clock) {
        return switch (String.valueOf(address.getScheme())) {
            case "file" -> FileLedger.open(path(address), expected, clock);
            case "stack" -> StackFileLedger.open(path(address), expected, clock);
            case "https" -> HttpLedger.open(endpoint(address), expected, identity(address, identity));
            default -> throw Faults.invalid("ledger address is \"" + address + "\"" + ALLOWED);
        };
    }

    /**
     * Where the ledger of a stack is kept when nothing else was said:
     * {@code ${UNDERSTUDY_HOME:-$HOME/.understudy}/ledgers/PROJECT/STACK.ledger}. The same for every process of a user.
     */
    public static URI defaultUri(StackId stack) {
        return defaultUri(stack, System.getenv());
    }

    static URI defaultUri(StackId stack, Map<String, String> environment) {
        Path file = home(environment)
                .resolve("ledgers")
                .resolve(fileName(stack.project()))
                .resolve(fileName(stack.stack()) + ".ledger");
        return URI.create("file://" + file.toUri().getRawPath());
    }

    /**
     * The product's folder: {@code ${UNDERSTUDY_HOME:-$HOME/.understudy}}, absolute. The environment is asked first, since
     * a user namespace changes whose home the JVM believes in.
     */
    public static Path home(Map<String, String> environment) {
        String named = environment.getOrDefault("UNDERSTUDY_HOME", "");
        Path folder = named.isBlank()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".understudy")
                : Path.of(named);
        return folder.toAbsolutePath().normalize();
    }

    /** A stack of the service backend may be named {@code organisation/stack}; no name may leave its directory. */
    private static String fileName(String name) {
        if (name.isBlank() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
            throw Faults.invalid("\"" + name + "\" cannot name a project or a stack");
        }
        return name.replace("%", "%25").replace("/", "%2F");
    }

    private static Path path(URI address) {
        boolean plain = address.getRawPath() != null
                && address.getRawPath().startsWith("/")
                && address.getRawPath().length() > 1
                && !address.getRawPath().endsWith("/")
                && (address.getRawAuthority() == null
                        || address.getRawAuthority().isEmpty())
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        if (!plain) {
            throw Faults.invalid(
                    "ledger address is \"" + address + "\", which names no absolute path of a file" + ALLOWED);
        }
        return Path.of(address.getPath());
    }

    private static URI endpoint(URI address) {
        boolean plain = address.getHost() != null
                && address.getRawUserInfo() == null
                && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        if (!plain) {
            throw Faults.invalid(
                    "ledger address is \"" + address + "\", which is more or less than host and port" + ALLOWED);
        }
        return address;
    }

    private static Identity identity(URI address, Optional<Path> directory) {
        return Identity.load(directory.orElseThrow(() -> Faults.invalid("ledger " + address
                + " needs an identity; set understudy:identity to a directory with ca.pem, cert.pem and key.pem")));
    }
}
