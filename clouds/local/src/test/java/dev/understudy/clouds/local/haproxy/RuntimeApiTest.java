package dev.understudy.clouds.local.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeApiTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void countsOnePromptForEachCommandHoweverTheBytesArrive() throws IOException {
        var api = api("\n> \n> first\nanswer\n\n> \n> ", 1);

        assertThat(api.send(List.of("one", "two", "three"))).containsExactly("", "first\nanswer", "");
        assertThat(sent.toString(StandardCharsets.US_ASCII)).isEqualTo("prompt\none\ntwo\nthree\n");
    }

    @Test
    void readsAnAnswerLongerThanItsBuffer() throws IOException {
        String answer = "x > y ".repeat(5_000).strip();

        assertThat(api("\n> " + answer + "\n\n> ", 8_000).send("show")).isEqualTo(answer);
    }

    @Test
    void doesNotTakeHalfAnAnswerForOne() throws IOException {
        var api = api("\n> half", 100);

        assertThatThrownBy(() -> api.send("show"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void refusesACommandThatWouldBeTwo() throws IOException {
        var api = api("\n> ", 100);

        assertThatThrownBy(() -> api.send("one; two")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> api.send("one\ntwo")).isInstanceOf(IllegalArgumentException.class);
    }

    private RuntimeApi api(String answers, int bytesAtATime) throws IOException {
        InputStream bytes = new ByteArrayInputStream(answers.getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, bytesAtATime));
            }
        };
        return new RuntimeApi(() -> {}, bytes, sent);
    }
}
