package dev.understudy.signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A feed in a file. Its time of change says how new it is: a file that nobody writes any more is a stale feed. */
final class FileFeed implements Feed {
    private final Path path;
    private final int bytesMax;

    FileFeed(Path path, int bytesMax) {
        this.path = path;
        this.bytesMax = bytesMax;
    }

    @Override
    public Fetched fetch() {
        try (var stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(bytesMax + 1);
            return bytes.length > bytesMax
                    ? new Fetched.Failed("has more than " + bytesMax + " bytes; allowed: at most so many")
                    : new Fetched.Body(bytes);
        } catch (NoSuchFileException _) {
            return new Fetched.Failed("does not exist");
        } catch (IOException e) {
            return new Fetched.Failed("cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void understood() {
        // A file is read anew each time: it is near.
    }

    /** When the file was written; empty where that cannot be told. */
    Optional<Instant> writtenAt() {
        try {
            return Optional.of(Files.getLastModifiedTime(path).toInstant());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
