package dev.understudy.reconciler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the lines that somebody else appends to a file; a line is read when it is whole. */
final class LineTail {
    private final Path file;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private long read;

    LineTail(Path file) {
        this.file = file;
    }

    /** Whole lines that were added since the last call; none while there is no file. */
    List<String> next() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var opened = new RandomAccessFile(file.toFile(), "r")) {
            long length = opened.length();
            opened.seek(Math.min(read, length));
            var bytes = new byte[Math.toIntExact(length - opened.getFilePointer())];
            opened.readFully(bytes);
            read = length;
            partial.write(bytes);
            return lines();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Cuts off what was read, if it is much. The writer must rest, and must append: it goes on at the new end. */
    void trim(long maxBytes) throws IOException {
        if (read > maxBytes) {
            try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
                opened.setLength(0);
                read = 0;
            }
        }
    }

    private List<String> lines() {
        String text = partial.toString(StandardCharsets.ISO_8859_1); // one character a byte: a cut is never inside one
        int end = text.lastIndexOf('\n') + 1;
        if (end == 0) {
            return List.of();
        }
        partial.reset();
        partial.writeBytes(text.substring(end).getBytes(StandardCharsets.ISO_8859_1));
        var whole = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
        return new String(whole, StandardCharsets.UTF_8).lines().toList();
    }
}
