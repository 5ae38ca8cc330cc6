package dev.understudy.agent.history;

import dev.understudy.ledger.json.CoreJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads a history line by line. What an agent that died had begun to write at the very end is left out. */
public final class HistoryReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final InputStream in;
    private long number;

    private HistoryReader(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    public static HistoryReader open(Path path) throws IOException {
        var file = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        return new HistoryReader(path, new BufferedInputStream(new GZIPInputStream(file), BUFFER_BYTES));
    }

    /**
     * The next line; empty at the end.
     *
     * @throws IllegalArgumentException when a line is none of a history, with its number and what is wrong
     */
    public Optional<HistoryLine> next() throws IOException {
        var text = line();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        number++;
        try {
            return Optional.of(CoreJson.read(text.get(), HistoryLine.class));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    /** A line that ends; what does not was torn. */
    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                line.write(next);
            }
        } catch (EOFException _) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
