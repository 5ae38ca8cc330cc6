package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNotesTest {
    @TempDir
    private Path directory;

    private RunNotes notes;
    private long killed;
    private Path lock;

    @BeforeEach
    void anUpdateOfOursWasKilled() throws Exception {
        notes = new RunNotes(new OwnFiles(directory.resolve("own")));
        var update = new ProcessBuilder("sleep", "60").start();
        killed = update.pid();
        notes.write(killed);
        notes.ended(killed, update.destroyForcibly().waitFor());
        lock = directory.resolve("lock.json");
        Files.writeString(
                lock,
                "{\"pid\":" + killed + ",\"hostname\":\"" + RunNote.here(0).host() + "\"}");
    }

    private String printed() {
        return "error: the stack is currently locked by 1 lock(s).\n  " + lock.toUri() + ": created by root@"
                + RunNote.here(0).host() + " (pid " + killed + ") at 2026-11-22T12:00:00Z";
    }

    @Test
    void theLockOfAnUpdateThatWasKilledAloneIsRemovedAlsoWhenAnotherHasRunSince() throws IOException {
        notes.write(ProcessHandle.current().pid());
        notes.ended(ProcessHandle.current().pid(), 255); // it found the stack locked

        assertThat(notes.clearOwnLock(printed())).isTrue();
        assertThat(lock).doesNotExist();
    }

    @Test
    void anUpdateThatEndedWellProvesThatNoLockIsLeft() throws IOException {
        notes.write(ProcessHandle.current().pid());
        notes.ended(ProcessHandle.current().pid(), 0);
        notes.forget();

        assertThat(directory.resolve("own")).isEmptyDirectory();
        assertThat(notes.clearOwnLock(printed())).isFalse();
        assertThat(lock).exists();
    }
}
