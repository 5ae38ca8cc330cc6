package dev.understudy.reconciler;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file to which the warm provider appends what it did; read piece by piece. */
final class TraceFile {
    private static final long MAX_BYTES = 4 << 20;
    private static final String TRACE = "trace-";
    private static final String LINES = ".jsonl";

    private final Path file;
    private long read;

    TraceFile(Path directory) throws IOException {
        this.file = directory.resolve(TRACE + ProcessHandle.current().pid() + LINES);
        Files.deleteIfExists(file);
        sweep(directory);
    }

    Path path() {
        return file;
    }

    /** What was added since the last call. */
    ProviderTrace next() {
        try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.seek(Math.min(read, opened.length()));
            var bytes = new byte[Math.toIntExact(opened.length() - opened.getFilePointer())];
            opened.readFully(bytes);
            read = opened.length();
            if (read > MAX_BYTES) {
                opened.setLength(0); // the provider appends, so it goes on at the new end
                read = 0;
            }
            return ProviderTrace.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the provider's trace " + file + " cannot be read", e);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Removes the files of reconcilers that do not run any more. */
    private static void sweep(Path directory) throws IOException {
        try (var traces = Files.newDirectoryStream(directory, TRACE + "*" + LINES)) {
            for (Path trace : traces) {
                String name = trace.getFileName().toString();
                String pid = name.substring(TRACE.length(), name.length() - LINES.length());
                boolean number = !pid.isEmpty() && pid.chars().allMatch(Character::isDigit);
                if (number && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Files.deleteIfExists(trace);
                }
            }
        }
    }
}
