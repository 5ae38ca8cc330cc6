package dev.understudy.provider.plugin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Waits until the engine that launched us no longer answers: a plugin must never outlive it. */
final class EngineWatch {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int MISSES = 3;

    private final InetSocketAddress engine;

    /** @param address {@code host:port} */
    EngineWatch(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("engine address is \"" + address + "\"; allowed: HOST:PORT");
        }
        this.engine =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Returns when it has missed three looks in a row. */
    void awaitEnd() throws InterruptedException {
        int missed = 0;
        while (missed < MISSES) {
            Thread.sleep(LOOK);
            missed = answers() ? 0 : missed + 1;
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(engine, CONNECT_MILLIS);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
