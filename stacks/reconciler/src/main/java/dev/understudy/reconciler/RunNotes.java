package dev.understudy.reconciler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /**
     * It has ended. Whoever did not end well may have left its lock behind, so its note stays until an update ends well.
     *
     * @param code with which it exited
     */
    void ended(long pid, int code) throws IOException {
        if (code == 0) {
            Files.deleteIfExists(files.note());
        } else {
            Files.move(files.note(), files.note(pid), StandardCopyOption.REPLACE_EXISTING);
        }
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

    /** Forgets notes of updates that have ended: to be called after an update, which proves that no lock is left. */
    void forget() {
        try {
            var here = RunNote.here(0);
            for (Path file : files.notes()) {
                var noted = RunNote.parse(Files.readString(file));
                if (noted.isEmpty() || noted.get().hasEnded(here, isAlive(noted.get()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // Another reconciler sweeps as well; what stays is swept after the next update.
        }
    }

    private static boolean isAlive(RunNote noted) {
        return ProcessHandle.of(noted.pid()).isPresent();
    }

    private static boolean removed(RunNote noted, RunNote here, String printed) throws IOException {
        Optional<Path> lock = noted.hasEnded(here, isAlive(noted)) ? noted.ownLock(printed) : Optional.empty();
        return lock.isPresent() && noted.remove(lock.get());
    }
}
