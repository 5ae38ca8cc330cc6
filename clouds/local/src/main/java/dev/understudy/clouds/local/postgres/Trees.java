package dev.understudy.clouds.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directory trees that others may change meanwhile. */
final class Trees {
    private Trees() {}

    /** Removes a tree; nothing happens when it is not there. */
    static void delete(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> paths = Files.walk(root)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Bytes in its files. */
    static long size(Path root) throws IOException {
        long total = 0;
        if (Files.notExists(root)) {
            return total;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                try {
                    total += Files.isRegularFile(path) ? Files.size(path) : 0;
                } catch (NoSuchFileException _) {
                    // it went while we counted
                }
            }
        }
        return total;
    }
}
