package dev.understudy.clouds.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreesTest {
    @Test
    void aTreeThatIsNotThereHasNoBytes(@TempDir Path directory) throws IOException {
        assertThat(Trees.size(directory.resolve("gone"))).isZero();
    }

    @Test
    void aTreeThatComesAndGoesIsCountedWithoutComplaint(@TempDir Path directory) throws Exception {
        Path root = directory.resolve("tree");
        Files.createDirectories(root);
        Files.writeString(root.resolve("stays"), "12345");
        var churn = Thread.ofPlatform().start(() -> {
            try {
                for (int round = 0; round < 300; round++) {
                    for (int name = 0; name < 10; name++) {
                        Files.createDirectories(root.resolve("deep" + name).resolve("deeper"));
                    }
                    for (int name = 0; name < 10; name++) {
                        Trees.delete(root.resolve("deep" + name));
                    }
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        while (churn.isAlive()) {
            assertThat(Trees.size(root)).isEqualTo(5);
        }
        churn.join();
    }
}
