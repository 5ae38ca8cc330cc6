package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pictures in the documentation are the plots of the stories, and the stories are played by {@link ScenariosTest}. */
final class DocsTest {
    private static final Pattern PICTURE =
            Pattern.compile("<!-- plot of (\\S+) -->\n```text\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void picturesAreThePlotsOfTheStories() throws IOException {
        var text = Files.readString(Path.of("../docs/simulator.md"));
        var pictures = PICTURE.matcher(text).results().toList();

        assertThat(pictures).hasSizeGreaterThanOrEqualTo(2);
        for (var picture : pictures) {
            var scenario = Scenario.read(Path.of("src/test/scenarios").resolve(picture.group(1)));
            assertThat(picture.group(2)).as(picture.group(1)).isEqualTo(scenario.expected());
        }
    }
}
