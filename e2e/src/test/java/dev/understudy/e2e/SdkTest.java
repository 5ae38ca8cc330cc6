package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed SDK is what the engine makes of the provider's schema. */
final class SdkTest {
    @TempDir
    private Path folder;

    @Test
    void theJavaSdkIsTheSchemasOwn() throws IOException, InterruptedException {
        var generate =
                new ProcessBuilder(Product.ROOT.resolve("sdk/java/generate").toString(), "--check");
        var ended = Product.run(
                folder,
                Map.of(
                        "PATH",
                        Stage.engine() + ":" + System.getenv("PATH"),
                        "PULUMI_HOME",
                        folder.resolve("home").toString(),
                        "PULUMI_SKIP_UPDATE_CHECK",
                        "true",
                        "TMPDIR",
                        folder.toString()),
                120,
                generate);
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    }
}
