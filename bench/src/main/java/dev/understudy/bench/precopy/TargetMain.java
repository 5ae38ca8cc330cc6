package dev.understudy.bench.precopy;

import dev.understudy.copy.TreeTarget;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;

/** Takes the copy. Arguments: identity, address, port, tree. Prints {@code ready}, ends with its standard input. */
public final class TargetMain {
    static final String PEER = "agent-zone-a";

    private TargetMain() {}

    public static void main(String[] arguments) throws IOException {
        var at = new InetSocketAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
        try (var _ = TreeTarget.open(Identity.load(Path.of(arguments[0])), at, Path.of(arguments[3]), Set.of(PEER))) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                continue; // nothing is said to us
            }
        }
    }
}
