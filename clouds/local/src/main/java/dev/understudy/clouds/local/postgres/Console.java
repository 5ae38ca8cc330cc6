package dev.understudy.clouds.local.postgres;

import dev.understudy.identity.Identity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The console of a pooler, which takes orders in PostgreSQL's protocol (version 3.0, simple queries) but is no database,
 * so that drivers stumble over it. One connection, opened when it is needed and kept; TLS 1.3, certificates on both sides.
 */
final class Console implements AutoCloseable {
    private static final int SSL_REQUEST = 80_877_103;
    private static final int VERSION_3 = 196_608;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int LONGEST_MESSAGE = 1 << 20;

    private final Inside inside;
    private final String host;
    private final int port;
    private final Path identity;
    private @Nullable Session session;

    private record Session(SSLSocket socket, DataInputStream in, DataOutputStream out) {}

    /** It said no. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    Console(Inside inside, String host, int port, Path identity) {
        this.inside = inside;
        this.host = host;
        this.port = port;
        this.identity = identity;
    }

    /**
     * Gives an order and returns when it is carried out.
     *
     * @throws RefusedException when it says no; any other fault closes the connection
     */
    synchronized void order(Duration bound, String order) throws IOException {
        Session open = session == null ? open() : session;
        session = open;
        try {
            open.socket().setSoTimeout(Math.toIntExact(Math.max(1, bound.toMillis())));
            byte[] text = (order + "\0").getBytes(StandardCharsets.US_ASCII);
            open.out().writeByte('Q');
            open.out().writeInt(4 + text.length);
            open.out().write(text);
            open.out().flush();
            String refusal = answer(open);
            if (!refusal.isEmpty()) {
                throw new RefusedException("pooler " + host + ":" + port + " does not " + order + ": " + refusal);
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            close();
            throw new IOException(
                    "pooler " + host + ":" + port + " did not answer " + order + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            try {
                session.socket().close();
            } catch (IOException _) {
                // it is gone, which is what was wanted
            }
            session = null;
        }
    }

    private Session open() throws IOException {
        Socket plain = inside.call(() -> {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return socket;
        });
        try {
            plain.setSoTimeout(CONNECT_MILLIS);
            plain.getOutputStream()
                    .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
            if (plain.getInputStream().read() != 'S') {
                throw new IOException("pooler " + host + ":" + port + " does not speak TLS");
            }
            var socket = (SSLSocket)
                    Identity.load(identity).sslContext().getSocketFactory().createSocket(plain, host, port, true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var opened = new Session(
                    socket,
                    new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))); // wants whole messages
            greet(opened);
            return opened;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private void greet(Session opened) throws IOException {
        byte[] text = ("user\0" + ServerConfig.CLOUD + "\0database\0" + PoolerConfig.ADMIN + "\0\0")
                .getBytes(StandardCharsets.US_ASCII);
        opened.out().writeInt(8 + text.length);
        opened.out().writeInt(VERSION_3);
        opened.out().write(text);
        opened.out().flush();
        String refusal = answer(opened);
        if (!refusal.isEmpty()) {
            throw new IOException("pooler " + host + ":" + port + " does not let us in: " + refusal);
        }
    }

    /** Reads up to the message that says it is ready again; returns what it refused, or nothing. */
    private static String answer(Session open) throws IOException {
        String refusal = "";
        while (true) {
            int kind = open.in().readUnsignedByte();
            int length = open.in().readInt() - 4;
            if (length < 0 || length > LONGEST_MESSAGE) {
                throw new IOException("a message of " + length + " bytes");
            }
            byte[] body = open.in().readNBytes(length);
            if (kind == 'E') {
                refusal = new String(body, StandardCharsets.UTF_8)
                        .replace('\0', ' ')
                        .strip();
                if (body.length > 0 && refusal.contains("FATAL")) {
                    return refusal;
                }
            } else if (kind == 'Z') {
                return refusal;
            }
        }
    }
}
