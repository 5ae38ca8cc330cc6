package dev.understudy.copy;

import dev.understudy.identity.Identity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Connections between the two ends of a copy: TLS 1.3, both sides with a certificate of the same authority. */
final class Wire {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Files whose content one comparison reads at most. */
    private static final int PATHS_MAX = 1_000_000;

    /** Longest path of Linux. */
    private static final int PATH_BYTES_MAX = 4_096;

    private Wire() {}

    /** Connects to a target that must have this name, and says what for. */
    static SSLSocket connect(Identity identity, InetSocketAddress target, String name, Verb verb) throws IOException {
        var plain = new Socket();
        try {
            plain.connect(target, (int) CONNECT_TIMEOUT.toMillis());
            plain.setTcpNoDelay(true);
            plain.setSoTimeout((int) CONNECT_TIMEOUT.toMillis());
            var socket = (SSLSocket) identity.sslContext()
                    .getSocketFactory()
                    .createSocket(plain, target.getHostString(), target.getPort(), true);
            socket.startHandshake();
            String met = nameOf(socket);
            if (!met.equals(name)) {
                throw new IOException("the target at " + target + " is " + met + "; wanted: " + name);
            }
            socket.getOutputStream().write(verb.line().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = line(socket.getInputStream());
            if (!answer.equals(Verb.READY)) {
                throw new IOException("the target says: " + answer);
            }
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** Common name of the other side. */
    static String nameOf(SSLSocket socket) throws SSLPeerUnverifiedException {
        return Identity.nameOf((X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }

    /** One line, not longer than allowed, read byte by byte so that nothing behind it is taken. */
    static String line(InputStream from) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = from.read(); next != '\n'; next = from.read()) {
            if (next < 0) {
                throw new IOException("the connection ended within a line");
            }
            if (line.size() == Verb.LINE_BYTES_MAX) {
                throw new IOException("a line is longer than " + Verb.LINE_BYTES_MAX + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Sends paths: their number, then each with its length before it. */
    static void write(OutputStream to, Set<String> paths) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(to));
        out.writeInt(paths.size());
        for (String path : paths) {
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }

    /** What {@link #write} sent. */
    static Set<String> read(InputStream from) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(from));
        int number = in.readInt();
        if (number < 0 || number > PATHS_MAX) {
            throw new IOException(number + " paths are sent; allowed: 0 to " + PATHS_MAX);
        }
        var paths = new HashSet<String>();
        for (int at = 0; at < number; at++) {
            int length = in.readInt();
            if (length < 0 || length > PATH_BYTES_MAX) {
                throw new IOException("a path has " + length + " bytes; allowed: 0 to " + PATH_BYTES_MAX);
            }
            paths.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        return paths;
    }

    /** Moves bytes until there are none, sending each as soon as it is there. */
    static void pump(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }
}
