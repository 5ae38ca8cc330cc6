package dev.understudy.copy;

import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Where a tree is copied to: takes connections from named peers by mutual TLS and gives each an rsync of its own that can
 * reach one directory and nothing else.
 */
public final class TreeTarget implements AutoCloseable {
    static final String MODULE = "tree";
    private static final int CONNECTIONS_MAX = 8;
    private static final int HELLO_TIMEOUT_MILLIS = 5_000;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Path tree;
    private final Set<String> peers;
    private final Confinement confinement;
    private final Path directory;
    private final Path configuration;
    private final SSLServerSocket server;
    private final Semaphore room = new Semaphore(CONNECTIONS_MAX);
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    private TreeTarget(Path tree, Set<String> peers, Confinement confinement, Path directory, SSLServerSocket server) {
        this.tree = tree;
        this.peers = Set.copyOf(peers);
        this.confinement = confinement;
        this.directory = directory;
        this.configuration = directory.resolve("rsyncd.conf");
        this.server = server;
    }

    /**
     * Opens a target.
     *
     * @param identity what it shows
     * @param at address to listen at; port 0 for any
     * @param tree directory that peers may write, and the only one
     * @param peers names in the certificates of those who may
     */
    public static TreeTarget open(Identity identity, InetSocketAddress at, Path tree, Set<String> peers)
            throws IOException {
        return open(identity, at, tree, peers, Confinement.strictest());
    }

    static TreeTarget open(
            Identity identity, InetSocketAddress at, Path tree, Set<String> peers, Confinement confinement)
            throws IOException {
        Path real = tree.toRealPath();
        // A percent sign would be a variable to rsync, and a line break another setting.
        if (!Files.isDirectory(real)
                || real.getNameCount() == 0
                || real.toString().chars().anyMatch(sign -> sign < ' ' || sign == '%' || sign == 0x7f)) {
            throw new IOException("copy target is " + real
                    + "; allowed: a directory that is not the root, without percent signs and control characters in its"
                    + " path");
        }
        Path directory = Files.createTempDirectory(
                "understudy-copy", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path log = directory.resolve("rsyncd.log");
        Files.writeString(directory.resolve("rsyncd.conf"), confinement.configuration(real, log));
        InetAddress address = at.getAddress();
        var server = (SSLServerSocket) identity.sslContext()
                .getServerSocketFactory()
                .createServerSocket(at.getPort(), CONNECTIONS_MAX, address);
        server.setNeedClientAuth(true);
        var target = new TreeTarget(real, peers, confinement, directory, server);
        Thread.ofPlatform().daemon().name("copy-target").start(target::accept);
        return target;
    }

    /**
     * Makes a tree ready for use that nobody copies to any more and no copy has finished: links are what they are at the
     * source, and parts of files that were cut short go.
     *
     * @throws IOException when a link leads out of the tree, or the tree cannot be changed
     */
    public static void settle(Path tree) throws IOException {
        Links.restore(tree);
        List<Path> parts;
        try (var all = Files.walk(tree)) {
            parts = all.filter(path -> path.endsWith(TreeHash.PARTIAL)).toList();
        }
        for (Path part : parts) {
            try (var all = Files.walk(part)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                room.acquire();
                var socket = (SSLSocket) server.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().name("copy-connection").start(() -> serve(socket));
            } catch (IOException _) {
                room.release(); // closed, or one connection that did not come about
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(HELLO_TIMEOUT_MILLIS);
            socket.startHandshake();
            String peer = Wire.nameOf(socket);
            String line = Wire.line(socket.getInputStream()) + "\n";
            socket.setSoTimeout(0);
            var verb = Arrays.stream(Verb.values())
                    .filter(one -> one.line().equals(line))
                    .findFirst();
            if (!peers.contains(peer)) {
                answer(socket, peer + " may not copy to here");
            } else if (verb.isEmpty()) {
                answer(socket, "nothing is known under this name");
            } else {
                answer(socket, Verb.READY);
                switch (verb.get()) {
                    case RSYNC -> rsync(socket);
                    case HASH -> answer(socket, hash(false, () -> TreeHash.of(tree)));
                    case FINISH -> answer(socket, hash(true, () -> TreeHash.of(tree)));
                    case SEAL -> {
                        var contents = Wire.read(socket.getInputStream());
                        answer(socket, hash(true, () -> TreeHash.of(tree, contents, true)));
                    }
                }
            }
        } catch (IOException _) {
            // The peer is gone or is nobody's peer. It sees its connection end.
        } finally {
            open.remove(socket);
            room.release();
        }
    }

    private static void answer(SSLSocket socket, String line) throws IOException {
        String whole = line.replace('\n', ' ');
        // A character has four bytes at most.
        String cut = whole.substring(0, Math.min(whole.length(), Verb.LINE_BYTES_MAX / 4));
        socket.getOutputStream().write((cut + "\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private interface Sum {
        TreeHash of() throws IOException;
    }

    private String hash(boolean finish, Sum sum) {
        try {
            if (finish && confinement != Confinement.CHROOT) {
                Links.restore(tree);
            }
            var hash = sum.of();
            return "ok " + hash.sha256() + " " + hash.files() + " " + hash.bytes();
        } catch (IOException e) {
            return "error " + e.getMessage();
        }
    }

    private void rsync(SSLSocket socket) throws IOException {
        var builder = new ProcessBuilder(confinement.command(configuration))
                .directory(tree.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("RSYNC"));
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        running.add(process);
        var up = Thread.ofPlatform().daemon().name("copy-in").start(() -> {
            try (var to = process.getOutputStream()) {
                Wire.pump(socket.getInputStream(), to);
            } catch (IOException _) {
                // The peer is gone: rsync sees its input end, keeps what it has and ends.
            }
        });
        try {
            Wire.pump(process.getInputStream(), socket.getOutputStream());
            socket.shutdownOutput();
            up.join(END_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end(process);
            running.remove(process);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        } catch (InterruptedException _) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes no more connections and ends those there are; what was copied stays. Nothing is written to the tree any more
     * on return.
     */
    @Override
    public void close() throws IOException {
        server.close();
        for (Process process : running) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        for (SSLSocket socket : open) {
            socket.close();
        }
        awaitEnd();
        Files.deleteIfExists(configuration);
        Files.deleteIfExists(directory.resolve("rsyncd.log"));
        Files.deleteIfExists(directory);
    }

    /** Each connection, and the wait for the next one, holds a part of the room until it is over. */
    private void awaitEnd() throws IOException {
        try {
            if (room.tryAcquire(CONNECTIONS_MAX, 2 * END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                room.release(CONNECTIONS_MAX);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("a copy to " + tree + " does not end");
    }
}
