package dev.understudy.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The lines of a file from a place on. */
final class FileLines implements AutoCloseable {
    private final FileChannel channel;
    private final int limit;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    FileLines(Path file, long from, int limit) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ).position(from);
        this.limit = limit;
    }

    /** The next line without its line feed; null when no line feed follows. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            while (buffer.hasRemaining()) {
                byte one = buffer.get();
                if (one == '\n') {
                    byte[] line = open.toByteArray();
                    open.reset();
                    return line;
                }
                open.write(one);
            }
            if (open.size() > limit) {
                throw Faults.corrupt("a line is longer than " + limit + " bytes; restore the file from a backup");
            }
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return null;
            }
        }
    }

    /** What follows the last line feed. */
    byte[] rest() {
        return open.toByteArray();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
