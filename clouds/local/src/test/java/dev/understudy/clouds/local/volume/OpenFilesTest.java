package dev.understudy.clouds.local.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds of this process itself. */
class OpenFilesTest {
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(directory.toRealPath().resolve("tree"));
        Files.writeString(tree.resolve("file"), "something");
        return tree;
    }

    @Test
    void aFileOpenForWritingIsHeld() throws IOException {
        Path tree = tree();
        assertThat(OpenFiles.of(SELF, tree)).isEmpty();
        try (var _ = FileChannel.open(tree.resolve("file"), StandardOpenOption.WRITE)) {
            assertThat(OpenFiles.of(SELF, tree))
                    .hasValueSatisfying(hold -> assertThat(hold.sentence())
                            .isEqualTo(
                                    "process " + SELF + " (java) holds " + tree.resolve("file") + " open for writing"));
            assertThat(OpenFiles.of(SELF, directory.toRealPath().resolve("tre")))
                    .isEmpty();
            assertThat(OpenFiles.ofOthers(Set.of(), tree)).isPresent();
            assertThat(OpenFiles.ofOthers(Set.of(SELF), tree)).isEmpty();
        }
        assertThat(OpenFiles.of(SELF, tree)).isEmpty();
    }

    @Test
    void aFileOpenForReadingIsNotHeldAndADirectoryIs() throws IOException {
        Path tree = tree();
        try (var _ = FileChannel.open(tree.resolve("file"), StandardOpenOption.READ)) {
            assertThat(OpenFiles.of(SELF, tree)).isEmpty();
        }
        try (var _ = FileChannel.open(tree, StandardOpenOption.READ)) {
            assertThat(OpenFiles.of(SELF, tree)).isPresent();
        }
    }

    @Test
    void aWritableSharedMapIsHeldWhenItsFileIsClosed() throws IOException {
        Path tree = tree();
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            try (var channel =
                    FileChannel.open(tree.resolve("file"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.map(FileChannel.MapMode.READ_WRITE, 0, 4, arena);
            }
            assertThat(OpenFiles.of(SELF, tree)).isPresent();
        }
        assertThat(OpenFiles.of(SELF, tree)).isEmpty();
    }

    @Test
    void aProcessThatHasEndedHoldsNothing() throws Exception {
        var process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThat(OpenFiles.of(process.pid(), tree())).isEmpty();
    }
}
