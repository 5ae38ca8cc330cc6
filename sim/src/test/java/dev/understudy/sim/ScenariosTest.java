package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each story goes as it is told. */
final class ScenariosTest {
    static Stream<Path> scenarios() throws IOException {
        var all = Files.list(Path.of("src/test/scenarios"));
        return all.filter(file -> file.toString().endsWith(".scenario")).sorted();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void goesAsItIsTold(Path file) throws IOException {
        var scenario = Scenario.read(file);

        var played = scenario.play();

        assertThat(played.faults()).isEmpty();
        assertThat(played.plot())
                .as("./do sim --scenario sim/" + file + " --update writes down what comes out")
                .isEqualTo(scenario.expected());
    }
}
