package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTailTest {
    @TempDir
    private Path directory;

    private void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aLineIsReadWhenItIsWholeAndOnce() throws IOException {
        var file = directory.resolve("lines");
        var tail = new LineTail(file);
        assertThat(tail.next()).as("no file yet").isEmpty();

        var umlaut = "one\nzwölf\nhal".getBytes(StandardCharsets.UTF_8);
        append(file, java.util.Arrays.copyOf(umlaut, 7)); // ends inside of ö
        assertThat(tail.next()).containsExactly("one");
        append(file, java.util.Arrays.copyOfRange(umlaut, 7, umlaut.length));
        assertThat(tail.next()).containsExactly("zwölf");
        assertThat(tail.next()).isEmpty();
        append(file, "f\n".getBytes(StandardCharsets.UTF_8));
        assertThat(tail.next()).containsExactly("half");
    }

    @Test
    void whatWasReadMayBeCutOff() throws IOException {
        var file = directory.resolve("lines");
        var tail = new LineTail(file);
        append(file, "one\n".getBytes(StandardCharsets.UTF_8));
        assertThat(tail.next()).containsExactly("one");
        tail.trim(10);
        assertThat(file).hasSize(4);
        tail.trim(3);
        assertThat(file).isEmptyFile();
        append(file, "two\n".getBytes(StandardCharsets.UTF_8));
        assertThat(tail.next()).containsExactly("two");
    }
}
