package dev.understudy.reconciler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The notes of running updates in the reconciler's directory: one file for each reconciler that works there. */
final class RunNotes {
    private static final String NOTE = "running-";

    private final Path directory;
    private final Path own;

    RunNotes(Path directory) {
        this.directory = directory;
        this.own = directory.resolve(NOTE + ProcessHandle.current().pid() + ".json");
    }

    /** Notes that an update of ours runs. */
    void write(long pid) throws IOException {
        Files.writeString(own, RunNote.here(pid).json());
    }

    /** It has ended. */
    void erase() throws IOException {
        Files.deleteIfExists(own);
    }

    /**
     * Removes the lock of an update of ours that was killed together with the reconciler that ran it.
     *
     * @param printed what the engine printed when it found the stack locked
     * @return whether the lock is gone; if not, it is a lock like any other
     */
    boolean clearOwnLock(String printed) {
        try (var notes = Files.newDirectoryStream(directory, NOTE + "*.json")) {
            var here = RunNote.here(0);
            for (Path file : notes) {
                var noted = RunNote.parse(Files.readString(file));
                if (noted.isPresent() && removed(noted.get(), here, printed)) {
                    Files.deleteIfExists(file);
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // then nothing is proven, and a person is told of the lock
        }
    }

    private static boolean removed(RunNote noted, RunNote here, String printed) throws IOException {
        boolean alive = ProcessHandle.of(noted.pid()).isPresent();
        Optional<Path> lock = noted.hasEnded(here, alive) ? noted.ownLock(printed) : Optional.empty();
        return lock.isPresent() && noted.remove(lock.get());
    }
}
