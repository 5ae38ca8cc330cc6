package dev.understudy.clouds.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** What must be known after the cloud died, as JSON in a file that is whole or not there. */
public final class RecordFile {
    private RecordFile() {}

    /**
     * Reads a record; empty where there is none.
     *
     * @param what whose it is, such as "a database"
     * @throws IOException also where the file is no such record
     */
    public static <T> Optional<T> read(Path file, Class<T> type, String what) throws IOException {
        try {
            return Optional.of(LocalJson.MAPPER.readValue(Files.readString(file), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new IOException(file + " is not the record of " + what + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Durable on return. */
    public static void write(Path file, Object record) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(LocalJson.MAPPER.writeValueAsBytes(record));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
