package dev.understudy.reconciler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The notes of running updates in the reconciler's directory: one file for each reconciler that works there. */
final class RunNotes {
    private final OwnFiles files;

    RunNotes(OwnFiles files) {
        this.files = files;
    }

    /** Notes that an update of ours runs. */
    void write(long pid) throws IOException {
        Files.writeString(files.note(), RunNote.here(pid).json());
    }

    /** It has ended. */
    void erase() throws IOException {
        Files.deleteIfExists(files.note());
    }

    /**
     * Removes the lock of an update of ours that was killed.
     *
     * @param printed what the engine printed when it found the stack locked
     * @return whether the lock is gone; if not, it is a lock like any other
     */
    boolean clearOwnLock(String printed) {
        try {
            var here = RunNote.here(0);
            for (Path file : files.notes()) {
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
