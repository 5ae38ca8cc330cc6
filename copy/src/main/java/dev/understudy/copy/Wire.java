package dev.understudy.copy;

import dev.understudy.identity.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Connections between the two ends of a copy: TLS 1.3, both sides with a certificate of the same authority. */
final class Wire {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

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

    /** Moves bytes until there are none, sending each as soon as it is there. */
    static void pump(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }
}
