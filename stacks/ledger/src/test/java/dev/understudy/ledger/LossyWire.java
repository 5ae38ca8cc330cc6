package dev.understudy.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A wire to a server that can lose one answer: the server has heard the request, the client never hears back. */
final class LossyWire implements AutoCloseable {
    /** How an answer is lost. */
    enum Loss {
        NONE,
        CUT,
        SILENCE
    }

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private volatile Loss next = Loss.NONE;
    private volatile boolean lost;

    LossyWire(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void loseNextAnswer(Loss loss) {
        lost = false;
        next = loss;
    }

    boolean lost() {
        return lost;
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                var server = new Socket(InetAddress.getByName("127.0.0.1"), target);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pump(client, server, false));
                Thread.ofVirtual().start(() -> pump(server, client, true));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        var buffer = new byte[1 << 16];
        var loss = Loss.NONE;
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                if (answers && next != Loss.NONE) {
                    loss = next;
                    next = Loss.NONE;
                    lost = true;
                }
                if (loss == Loss.CUT) {
                    return;
                }
                if (loss == Loss.NONE) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException _) {
            // one side is gone; closing both tells the other
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : List.copyOf(sockets)) {
            socket.close();
        }
    }
}
