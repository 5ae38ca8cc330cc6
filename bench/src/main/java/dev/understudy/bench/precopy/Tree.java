package dev.understudy.bench.precopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A tree of files that cannot be compressed, large and small, and somebody who goes on writing into it. */
final class Tree {
    private static final int MIB = 1 << 20;
    private static final int LARGE_MIB = 4;
    private static final int SMALL_FILES = 2_000;
    private static final int SMALL_BYTES = 4_096;
    private static final int BLOCK = 65_536;

    private final Path root;
    private final List<Path> large = new ArrayList<>();
    private final SplittableRandom random;

    private Tree(Path root, long seed) {
        this.root = root;
        this.random = new SplittableRandom(seed);
    }

    static Tree make(Path root, int mib, long seed) throws IOException {
        var tree = new Tree(root, seed);
        var content = new byte[LARGE_MIB * MIB];
        for (int number = 0; number < mib / LARGE_MIB; number++) {
            tree.random.nextBytes(content);
            Path file =
                    Files.createDirectories(root.resolve("large" + number % 16)).resolve("file" + number);
            Files.write(file, content);
            tree.large.add(file);
        }
        var little = new byte[SMALL_BYTES];
        for (int number = 0; number < SMALL_FILES; number++) {
            tree.random.nextBytes(little);
            Files.write(
                    Files.createDirectories(root.resolve("small" + number % 40)).resolve("file" + number), little);
        }
        return tree;
    }

    Path root() {
        return root;
    }

    /** Starts to overwrite blocks in a few files, at a steady rate; ends when closed. */
    Writing write(long bytesPerSecond) {
        return new Writing(bytesPerSecond);
    }

    /** Somebody at work. */
    final class Writing implements AutoCloseable {
        /** Writes go to this many files, as those of a service do: most of a tree is at rest. */
        private static final int BUSY_FILES = 8;

        private final long bytesPerSecond;
        private final Thread thread;
        private volatile boolean ended;

        private Writing(long bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
            this.thread = Thread.ofPlatform().daemon().name("writer").start(this::work);
        }

        private void work() {
            var block = new byte[BLOCK];
            long started = System.nanoTime();
            long written = 0;
            try {
                while (!ended) {
                    random.nextBytes(block);
                    Path file = large.get(random.nextInt(Math.min(BUSY_FILES, large.size())));
                    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        long at = (long) random.nextInt(LARGE_MIB * MIB / BLOCK) * BLOCK;
                        channel.write(ByteBuffer.wrap(block), at);
                    }
                    written += BLOCK;
                    long due = started + (long) (written * 1e9 / bytesPerSecond);
                    Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
