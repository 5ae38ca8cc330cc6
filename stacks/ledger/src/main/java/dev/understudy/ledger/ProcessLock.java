package dev.understudy.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A lock between threads and between processes: a lock on a file that stays in its place for ever, since removing it
 * would let two holders in. The kernel gives it back when its holder dies.
 */
final class ProcessLock {
    /** The kernel's lock belongs to the whole process, so that its threads need one of their own, shared by path. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private static final Duration POLL = Duration.ofMillis(1);

    private final Path file;
    private final Duration patience;

    ProcessLock(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /**
     * Runs one piece of work alone. The lock's directory is made when it is missing.
     *
     * @throws LedgerException when somebody else kept the lock for longer than the patience
     */
    <T> T alone(Supplier<T> work) {
        makeDirectory(file);
        var threads = threads();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
            try {
                return threads.getHoldCount() > 1 ? work.get() : underKernelLock(work, deadline);
            } finally {
                threads.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException(
                    LedgerException.Kind.UNREACHABLE, "interrupted while waiting for the lock " + file, e);
        }
    }

    /** Whether nobody is at work right now; false when that cannot be known. */
    boolean isFree() {
        if (!Files.exists(file)) {
            return true;
        }
        var threads = threads();
        if (threads.isHeldByCurrentThread() || !threads.tryLock()) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException _) {
            return false;
        } finally {
            threads.unlock();
        }
    }

    private <T> T underKernelLock(Supplier<T> work, long deadline) throws InterruptedException {
        try (var channel = FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var lock = channel.tryLock();
            while (lock == null) {
                if (System.nanoTime() > deadline) {
                    throw busy();
                }
                Thread.sleep(POLL);
                lock = channel.tryLock();
            }
            return work.get();
        } catch (IOException e) {
            throw Faults.of(file, "locking", e);
        }
    }

    private LedgerException busy() {
        return new LedgerException(
                LedgerException.Kind.UNREACHABLE,
                "another process has kept the lock " + file + " for " + patience.toSeconds() + " s; try again");
    }

    private ReentrantLock threads() {
        Path parent = Disk.directoryOf(file);
        try {
            Path real = parent.toRealPath().resolve(file.getFileName());
            return THREADS.computeIfAbsent(real, _ -> new ReentrantLock());
        } catch (IOException e) {
            throw Faults.of(parent, "reading", e);
        }
    }

    /** Makes the directory of a file, open to its owner alone. */
    static void makeDirectory(Path file) {
        Path directory = Disk.directoryOf(file);
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw Faults.of(directory, "making the directory", e);
        }
    }
}
