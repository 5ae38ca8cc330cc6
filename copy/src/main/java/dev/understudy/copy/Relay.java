package dev.understudy.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Leads one rsync, through a socket in a directory that nobody else can enter, to a {@link TreeTarget} over mutual TLS.
 * rsync reaches the socket by its remote shell; what it asks that shell to run is not looked at, as a target runs only
 * what it decides itself.
 */
final class Relay implements AutoCloseable {
    /**
     * The command for rsync's {@code --rsh}. It must end as soon as the target ends the connection: rsync closes its own
     * side only after that.
     */
    static final String COMMAND =
            "sh -c 'exec \"${UNDERSTUDY_SOCAT:-socat}\" -t 0.1 STDIO \"UNIX-CONNECT:$UNDERSTUDY_COPY_SOCKET\"'";

    private final Path directory;
    private final ServerSocketChannel server;
    private final Connector connector;
    private volatile @Nullable String fault;
    private volatile Optional<SSLSocket> far = Optional.empty();

    /** Connects to the target. */
    @FunctionalInterface
    interface Connector {
        SSLSocket connect() throws IOException;
    }

    private Relay(Path directory, ServerSocketChannel server, Connector connector) {
        this.directory = directory;
        this.server = server;
        this.connector = connector;
    }

    static Relay open(Connector connector) throws IOException {
        Path directory = Files.createTempDirectory(
                "understudy-copy", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("socket")), 1);
        var relay = new Relay(directory, server, connector);
        Thread.ofPlatform().daemon().name("copy-relay").start(relay::serve);
        return relay;
    }

    /** Says in the environment of rsync where its remote shell leads. */
    void describe(Map<String, String> environment) {
        environment.put("UNDERSTUDY_COPY_SOCKET", directory.resolve("socket").toString());
    }

    /** Why the target was not reached, or its connection broke. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private void serve() {
        try (var near = server.accept();
                var socket = connector.connect()) {
            far = Optional.of(socket);
            var up = Thread.ofPlatform().daemon().name("copy-up").start(() -> up(near, socket));
            down(socket.getInputStream(), near);
            near.shutdownOutput();
            up.join();
        } catch (IOException e) {
            blame(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void up(SocketChannel near, SSLSocket socket) {
        try {
            up(near, socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            blame(e);
        }
    }

    private static void up(SocketChannel near, OutputStream to) throws IOException {
        var buffer = ByteBuffer.allocate(64 << 10);
        for (int count = near.read(buffer.clear()); count >= 0; count = near.read(buffer.clear())) {
            to.write(buffer.array(), 0, count);
            to.flush();
        }
    }

    private static void down(InputStream from, SocketChannel near) throws IOException {
        byte[] bytes = new byte[64 << 10];
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
            var buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                near.write(buffer);
            }
        }
    }

    private synchronized void blame(IOException cause) {
        // What follows from the first fault, or from closing, is none of its own.
        if (server.isOpen() && fault == null) {
            fault = String.valueOf(cause.getMessage());
        }
    }

    /** Ends the connection. Called when rsync has ended. */
    @Override
    public void close() throws IOException {
        server.close();
        var open = far;
        if (open.isPresent()) {
            open.get().close();
        }
        Files.deleteIfExists(directory.resolve("socket"));
        Files.deleteIfExists(directory);
    }
}
