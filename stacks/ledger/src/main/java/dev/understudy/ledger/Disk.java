package dev.understudy.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Writing that is on the disk when it returns. Tests put one in its place that fails. */
interface Disk {
    Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    Disk REAL = (channel, bytes, at) -> {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        channel.force(false);
    };

    /** Writes all bytes from {@code at} on and forces them to the disk. */
    void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException;

    /**
     * Puts a file in the place of another, whole or not at all, also when the machine dies in between. The caller holds
     * the lock: what a writer that died left beside the file is written over by the next.
     *
     * @param mode permissions of the new file
     */
    default void replace(Path file, byte[] bytes, Set<PosixFilePermission> mode) throws IOException {
        Path directory = directoryOf(file);
        Path fresh = directory.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (var channel = FileChannel.open(
                    fresh,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PRIVATE))) {
                write(channel, ByteBuffer.wrap(bytes), 0);
            }
            if (!mode.equals(PRIVATE)) {
                Files.setPosixFilePermissions(fresh, mode);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The directory that a file stands in. */
    static Path directoryOf(Path file) {
        return file.toAbsolutePath().resolveSibling(".").normalize();
    }
}
