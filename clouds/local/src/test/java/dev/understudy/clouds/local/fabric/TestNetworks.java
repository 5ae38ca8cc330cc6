package dev.understudy.clouds.local.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses that no other cloud of a test has: modules are tested side by side, and two clouds that share loopback
 * addresses take each other's ports. Each JVM claims a block for as long as it lives, and goes through it in turn.
 */
public final class TestNetworks {
    private static final int FIRST = 100;
    private static final int BLOCK = 10;
    private static final int BLOCKS = 10;
    private static final int CLAIM_PORT = 9;

    private static final AtomicInteger GIVEN = new AtomicInteger();
    private static final ServerSocket CLAIM = claim();

    private TestNetworks() {}

    /** A second octet, 100 to 199. */
    public static int next() {
        return (CLAIM.getInetAddress().getAddress()[1] & 0xff) + GIVEN.getAndIncrement() % BLOCK;
    }

    private static ServerSocket claim() {
        for (int block = 0; block < BLOCKS; block++) {
            int first = FIRST + block * BLOCK;
            try {
                return new ServerSocket(CLAIM_PORT, 1, InetAddress.getByName("127." + first + ".254.1"));
            } catch (IOException _) {
                // another JVM tests with these
            }
        }
        throw new IllegalStateException("all networks for tests are in use: " + BLOCKS + " JVMs test clouds at once");
    }
}
