package dev.understudy.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a tree holds, in one number: SHA-256 over the sorted paths with the kind, permissions and content of each. Times
 * and owners are not among it, nor devices, sockets and pipes, which are not copied.
 *
 * @param sha256 hexadecimal
 * @param files regular files
 * @param bytes in them
 */
record TreeHash(String sha256, long files, long bytes) {
    /** How much later than a clock says the kernel may date a change: its own clock ticks coarsely. */
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(1);

    /** Where rsync keeps what it has of a file that was cut short. */
    static final String PARTIAL = ".understudy-partial";

    /** Of everything, with every content. */
    static TreeHash of(Path root) throws IOException {
        return of(root, list(root), _ -> true, false);
    }

    /**
     * Of everything, with the content of these files and size and time of the others.
     *
     * @param contents paths below the root
     * @param force whether files whose content is read are made durable too
     */
    static TreeHash of(Path root, Set<String> contents, boolean force) throws IOException {
        return of(root, list(root), contents::contains, force);
    }

    /**
     * Paths of regular files that have changed, in content or otherwise, since a moment or a little before. It goes by the
     * time that the kernel keeps of changes, which nobody can set.
     */
    static Set<String> changedSince(Path root, Instant since) throws IOException {
        var from = FileTime.from(since.minus(CLOCK_GRAIN));
        var changed = new TreeSet<String>();
        for (var entry : list(root).entrySet()) {
            if (entry.getValue().isRegularFile()
                    && Files.getAttribute(root.resolve(entry.getKey()), "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                            instanceof FileTime time
                    && time.compareTo(from) >= 0) {
                changed.add(entry.getKey());
            }
        }
        return changed;
    }

    private static SortedMap<String, BasicFileAttributes> list(Path root) throws IOException {
        var all = new TreeMap<String, BasicFileAttributes>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (PARTIAL.equals(name(directory))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                all.put(root.relativize(directory).toString(), attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.put(root.relativize(file).toString(), attributes);
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }

    private static TreeHash of(
            Path root, SortedMap<String, BasicFileAttributes> all, Predicate<String> contents, boolean force)
            throws IOException {
        var sum = digest();
        long files = 0;
        long bytes = 0;
        var buffer = ByteBuffer.allocateDirect(1 << 20);
        for (var entry : all.entrySet()) {
            Path path = root.resolve(entry.getKey());
            var attributes = entry.getValue();
            if (attributes.isSymbolicLink()) {
                add(
                        sum,
                        "link",
                        entry.getKey(),
                        Links.wanted(Files.readSymbolicLink(path)).toString());
            } else if (attributes.isDirectory()) {
                add(sum, "directory", entry.getKey(), permissions(path));
            } else if (attributes.isRegularFile()) {
                add(sum, "file", entry.getKey(), permissions(path));
                files++;
                if (contents.test(entry.getKey())) {
                    bytes += content(sum, path, buffer, force);
                } else {
                    String time = Long.toString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
                    add(sum, "by size and time", Long.toString(attributes.size()), time);
                    bytes += attributes.size();
                }
            }
        }
        return new TreeHash(HexFormat.of().formatHex(sum.digest()), files, bytes);
    }

    private static String name(Path path) {
        var name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** Each part with its length before it, so that no two trees give the same bytes. */
    private static void add(MessageDigest sum, String... parts) {
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sum.update(bytes);
        }
    }

    private static long content(MessageDigest sum, Path file, ByteBuffer buffer, boolean force) throws IOException {
        long size = 0;
        try (var channel = FileChannel.open(file)) {
            for (int count = channel.read(buffer.clear()); count >= 0; count = channel.read(buffer.clear())) {
                sum.update(buffer.flip());
                size += count;
            }
            if (force) {
                channel.force(true);
            }
        }
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
        return size;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("this Java has no SHA-256", e));
        }
    }
}
