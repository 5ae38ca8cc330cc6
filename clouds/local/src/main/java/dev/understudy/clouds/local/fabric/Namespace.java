package dev.understudy.clouds.local.fabric;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace without a name: it lives as long as this process holds it open, or a process runs in it. Other
 * processes enter it by {@link #path}.
 */
public final class Namespace implements AutoCloseable {
    private final int descriptor;

    private Namespace(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Makes one, with loopback still down. */
    static Namespace create() throws IOException {
        return onThread(() -> {
            try (Arena arena = Arena.ofConfined()) {
                var os = new Native(arena);
                check("make a network namespace", os.unshareNetwork());
                int descriptor = os.open("/proc/thread-self/ns/net", Native.O_RDONLY | Native.O_CLOEXEC);
                var namespace = new Namespace(check("hold a network namespace", descriptor));
                openPing();
                return namespace;
            }
        });
    }

    /** Where other processes find it, while this one lives. */
    public String path() {
        return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
    }

    /** Runs a task on a thread of its own inside the namespace: every socket it opens belongs there. */
    public <T> T call(Callable<T> task) throws IOException {
        return onThread(() -> {
            try (Arena arena = Arena.ofConfined()) {
                check("enter a network namespace", new Native(arena).enterNetwork(descriptor));
            }
            return task.call();
        });
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            var _ = new Native(arena).close(descriptor);
        }
    }

    static int check(String what, int returned) throws IOException {
        if (returned < 0) {
            throw new IOException("cannot " + what + ": " + reason(-returned));
        }
        return returned;
    }

    private static String reason(int error) {
        return switch (error) {
            case 1 -> "operation not permitted";
            case 2 -> "no such file";
            case 13 -> "permission denied";
            case 16 -> "device busy";
            case 24 -> "too many open files";
            default -> "error " + error;
        };
    }

    /** Lets every group send ICMP echo without privileges. In a user namespace only the mapped groups can be named. */
    private static void openPing() throws IOException {
        var range = Path.of("/proc/sys/net/ipv4/ping_group_range");
        try {
            Files.writeString(range, "0 2147483647");
        } catch (IOException _) {
            Files.writeString(range, "0 0");
        }
    }

    /** A platform thread that ends with the task: a thread's namespace never leaks into a pool. */
    private static <T> T onThread(Callable<T> task) throws IOException {
        var future = new FutureTask<>(task);
        var thread = Thread.ofPlatform().name("namespace").daemon().start(future);
        try {
            T result = future.get();
            thread.join();
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("work in a network namespace failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a network namespace", e);
        }
    }
}
