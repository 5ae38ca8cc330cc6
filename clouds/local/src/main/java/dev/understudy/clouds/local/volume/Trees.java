package dev.understudy.clouds.local.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Directory trees as wholes. */
final class Trees {
    private Trees() {}

    /** Removes a tree; nothing happens when it is not there. */
    static void delete(Path root) throws IOException {
        if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault) throws IOException {
                if (fault != null) {
                    throw fault;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Keeps a tree as it is, at no cost of room: each file gets a second name. Holds as long as whoever changes the tree
     * puts new files in the place of old ones. Whole or not there at all.
     */
    static void keep(Path tree, Path into) throws IOException {
        if (Files.exists(into)) {
            return;
        }
        Path fresh = into.resolveSibling(into.getFileName() + ".new");
        delete(fresh);
        Files.createDirectories(fresh);
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(fresh.resolve(tree.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path second = fresh.resolve(tree.relativize(file));
                if (attributes.isSymbolicLink()) {
                    Files.createSymbolicLink(second, Files.readSymbolicLink(file));
                } else {
                    Files.createLink(second, file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Files.move(fresh, into, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Of what {@link #keep} kept, leaves only what the tree has no more, or has otherwise.
     *
     * @return number of files left; where there are none, nothing stays
     */
    static long prune(Path kept, Path tree) throws IOException {
        var left = new long[1];
        Files.walkFileTree(kept, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path now = tree.resolve(kept.relativize(file));
                if (Files.exists(now, LinkOption.NOFOLLOW_LINKS) && same(file, now, attributes)) {
                    Files.delete(file);
                } else {
                    left[0]++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault) throws IOException {
                try (var entries = Files.list(directory)) {
                    if (entries.findAny().isEmpty()) {
                        Files.delete(directory);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return left[0];
    }

    private static boolean same(Path file, Path now, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return Files.isSymbolicLink(now) && Files.readSymbolicLink(now).equals(Files.readSymbolicLink(file));
        }
        var there = Files.readAttributes(now, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return Objects.equals(attributes.fileKey(), there.fileKey());
    }
}
