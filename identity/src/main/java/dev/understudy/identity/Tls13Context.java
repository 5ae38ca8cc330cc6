package dev.understudy.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A context whose engines and sockets start with TLS 1.3 alone: the platform's own still offer older versions to clients. */
final class Tls13Context extends SSLContext {
    private static final String[] VERSIONS = {"TLSv1.3"};

    Tls13Context(SSLContext inner) {
        super(new Spi(inner), inner.getProvider(), inner.getProtocol());
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext inner;

        Spi(SSLContext inner) {
            this.inner = inner;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
            throw new IllegalStateException("the context of an identity is made ready by the identity itself");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Sockets(inner.getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return new ServerSockets(inner.getServerSocketFactory());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return limited(inner.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return limited(inner.createSSLEngine(host, port));
        }

        private static SSLEngine limited(SSLEngine engine) {
            engine.setEnabledProtocols(VERSIONS);
            return engine;
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return inner.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return inner.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            var parameters = inner.getDefaultSSLParameters();
            parameters.setProtocols(VERSIONS);
            return parameters;
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            var parameters = inner.getSupportedSSLParameters();
            parameters.setProtocols(VERSIONS);
            return parameters;
        }
    }

    private static final class Sockets extends SSLSocketFactory {
        private final SSLSocketFactory inner;

        Sockets(SSLSocketFactory inner) {
            this.inner = inner;
        }

        private static Socket limited(Socket socket) {
            ((SSLSocket) socket).setEnabledProtocols(VERSIONS);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return limited(inner.createSocket());
        }

        @Override
        public Socket createSocket(Socket under, String host, int port, boolean autoClose) throws IOException {
            return limited(inner.createSocket(under, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return limited(inner.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return limited(inner.createSocket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return limited(inner.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return limited(inner.createSocket(host, port, from, fromPort));
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

    private static final class ServerSockets extends SSLServerSocketFactory {
        private final SSLServerSocketFactory inner;

        ServerSockets(SSLServerSocketFactory inner) {
            this.inner = inner;
        }

        private static ServerSocket limited(ServerSocket socket) {
            ((SSLServerSocket) socket).setEnabledProtocols(VERSIONS);
            return socket;
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return limited(inner.createServerSocket());
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return limited(inner.createServerSocket(port));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return limited(inner.createServerSocket(port, backlog));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return limited(inner.createServerSocket(port, backlog, address));
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
}
