package dev.understudy.reconciler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The files of one reconciler in the directory that all reconcilers of a stack share. Their names hold the process, so
 * that those of a killed one are known and swept by the next; notes of running updates stay until they are judged.
 */
final class OwnFiles {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Pattern NAME = Pattern.compile("(trace|events|printed)-(\\d{1,18})-\\d+");

    private final Path directory;
    private final String key = ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();

    OwnFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        sweep();
    }

    /** What the warm provider did. */
    Path trace() {
        return directory.resolve("trace-" + key);
    }

    /** Events of the running update. */
    Path events() {
        return directory.resolve("events-" + key);
    }

    /** What the running update prints. */
    Path printed() {
        return directory.resolve("printed-" + key);
    }

    /** The note of the running update. */
    Path note() {
        return directory.resolve("running-" + key);
    }

    /** The note of an update that did not end well. */
    Path note(long pid) {
        return directory.resolve("running-" + key + "-" + pid);
    }

    /** The notes of all reconcilers that work here or died here. */
    List<Path> notes() throws IOException {
        try (var notes = Files.list(directory)) {
            return notes.filter(file -> file.getFileName().toString().startsWith("running-"))
                    .sorted()
                    .toList();
        }
    }

    /** Removes the files of this reconciler. */
    void delete() throws IOException {
        for (Path file : List.of(trace(), events(), printed(), note())) {
            Files.deleteIfExists(file);
        }
    }

    private void sweep() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(2))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
