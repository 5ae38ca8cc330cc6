package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNoteTest {
    private static final RunNote NOTE = new RunNote(24285, "vm", "machine", "boot-1", "pid:[1]");

    @Test
    void aNoteSurvivesItsFile() {
        assertThat(RunNote.parse(NOTE.json())).contains(NOTE);
        assertThat(RunNote.parse("torn")).isEmpty();
    }

    @Test
    void onlyAProcessThatIsSurelyGoneHasEnded() {
        assertThat(NOTE.hasEnded(here("vm", "machine", "boot-1", "pid:[1]"), false))
                .isTrue();
        assertThat(NOTE.hasEnded(here("vm", "machine", "boot-2", "pid:[7]"), true))
                .as("an earlier boot")
                .isTrue();
        assertThat(NOTE.hasEnded(here("vm", "machine", "boot-1", "pid:[1]"), true))
                .as("alive")
                .isFalse();
        assertThat(NOTE.hasEnded(here("vm", "machine", "boot-1", "pid:[7]"), false))
                .as("another container sees other processes")
                .isFalse();
        assertThat(NOTE.hasEnded(here("vm", "another", "boot-2", "pid:[1]"), false))
                .as("another machine of that name")
                .isFalse();
        assertThat(NOTE.hasEnded(here("other", "machine", "boot-2", "pid:[1]"), false))
                .as("another host")
                .isFalse();
        assertThat(new RunNote(1, "vm", "", "boot-1", "pid:[1]").hasEnded(here("vm", "", "boot-1", "pid:[1]"), false))
                .as("a machine without identity")
                .isFalse();
    }

    private static RunNote here(String host, String machine, String boot, String processes) {
        return new RunNote(0, host, machine, boot, processes);
    }

    @Test
    void onlyItsOwnLockIsItsOwn() {
        assertThat(NOTE.ownLock(EngineFaultTest.LOCKED))
                .contains(Path.of("/srv/state/.pulumi/locks/organization/tiny/dev/f8e215b9.json"));
        assertThat(new RunNote(1, "vm", "m", "b", "p").ownLock(EngineFaultTest.LOCKED))
                .as("another process")
                .isEmpty();
        assertThat(new RunNote(24285, "box", "m", "b", "p").ownLock(EngineFaultTest.LOCKED))
                .as("another host")
                .isEmpty();
        assertThat(NOTE.ownLock(EngineFaultTest.LOCKED + EngineFaultTest.LOCKED.replace("24285", "7")))
                .as("two locks")
                .isEmpty();
        assertThat(NOTE.ownLock(EngineFaultTest.LOCKED.replace("file:", "s3:")))
                .as("no file")
                .isEmpty();
    }

    @Test
    void aLockIsRemovedOnlyWhileItSaysWhatTheNoteSays(@TempDir Path directory) throws IOException {
        var lock = directory.resolve("l.json");
        Files.writeString(lock, "{\"pid\":7,\"hostname\":\"vm\"}");
        assertThat(NOTE.remove(lock)).isFalse();
        assertThat(lock).exists();

        Files.writeString(lock, "{\"pid\":24285,\"hostname\":\"vm\"}");
        Files.writeString(directory.resolve("l.json.attrs"), "{}");
        assertThat(NOTE.remove(lock)).isTrue();
        assertThat(directory).isEmptyDirectory();
        assertThat(NOTE.remove(lock)).as("gone already").isTrue();
    }
}
