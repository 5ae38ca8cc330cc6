package dev.understudy.clouds.local.haproxy;

import dev.understudy.identity.Identity;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection to HAProxy's runtime API in its prompt mode. HAProxy ends the answer to each command with a prompt of
 * its own, so a reader must count prompts: one that stops at the first takes the answer to one command for the answer to
 * all.
 */
final class RuntimeApi implements Closeable {
    private static final byte[] PROMPT = {'\n', '>', ' '};
    private static final int LONGEST_ANSWER = 4 << 20;

    private final Closeable connection;
    private final InputStream in;
    private final OutputStream out;
    private byte[] answer = new byte[4096];

    /** Opens a connection; each has the same bound of time for every wait. */
    @FunctionalInterface
    interface Connector {
        RuntimeApi open() throws IOException;
    }

    RuntimeApi(Closeable connection, InputStream in, OutputStream out) throws IOException {
        this.connection = connection;
        this.in = new BufferedInputStream(in);
        this.out = out;
        out.write("prompt\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        var _ = readAnswer();
    }

    /** Over mutual TLS; the balancer must show a certificate for {@code host}. */
    static Connector overTls(String host, int port, Identity identity, Duration bound) {
        return () -> {
            int millis = (int) bound.toMillis();
            var plain = new Socket();
            try {
                plain.setTcpNoDelay(true);
                plain.setSoTimeout(millis);
                plain.connect(new InetSocketAddress(host, port), millis);
                var socket =
                        (SSLSocket) identity.sslContext().getSocketFactory().createSocket(plain, host, port, true);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return new RuntimeApi(socket, socket.getInputStream(), socket.getOutputStream());
            } catch (IOException e) {
                plain.close();
                throw e;
            }
        };
    }

    /** Sends commands and returns the answer to each, in order. */
    List<String> send(List<String> commands) throws IOException {
        var text = new StringBuilder();
        for (String command : commands) {
            if (command.indexOf('\n') >= 0 || command.indexOf(';') >= 0) {
                throw new IllegalArgumentException("a command is one line without semicolons: " + command);
            }
            text.append(command).append('\n');
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        var answers = new ArrayList<String>();
        while (answers.size() < commands.size()) {
            answers.add(readAnswer());
        }
        return answers;
    }

    /** Sends one command and returns its answer. */
    String send(String command) throws IOException {
        return send(List.of(command)).getFirst();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }

    private String readAnswer() throws IOException {
        int length = 0;
        while (length < LONGEST_ANSWER) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the balancer closed the connection");
            }
            if (length == answer.length) {
                answer = Arrays.copyOf(answer, 2 * length);
            }
            answer[length++] = (byte) next;
            if (Arrays.equals(answer, Math.max(0, length - PROMPT.length), length, PROMPT, 0, PROMPT.length)) {
                return new String(answer, 0, length - PROMPT.length, StandardCharsets.UTF_8).strip();
            }
        }
        throw new IOException("the balancer's answer is longer than " + LONGEST_ANSWER + " bytes");
    }
}
