package dev.understudy.clouds.local.postgres;

import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;

/** Sockets that show one of our identities, as the PostgreSQL driver wants them: made by name, with one argument. */
public final class IdentitySockets extends SSLSocketFactory {
    private final SSLSocketFactory inner;

    /** @param directory of the identity */
    public IdentitySockets(String directory) {
        inner = Identity.load(Path.of(directory)).sslContext().getSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
        return inner.createSocket();
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean autoClose) throws IOException {
        return inner.createSocket(under, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return inner.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return inner.createSocket(host, port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return inner.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return inner.createSocket(host, port, from, fromPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return inner.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return inner.getSupportedCipherSuites();
    }
}
