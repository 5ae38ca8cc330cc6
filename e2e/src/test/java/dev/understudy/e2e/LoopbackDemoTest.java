package dev.understudy.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job where there are no namespaces. */
@Tag("alone")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class LoopbackDemoTest {
    @TempDir(factory = Demos.ShortPaths.class)
    private Path folder;

    @Test
    void withoutNamespacesItDoesTheSameOnLoopback() throws IOException, InterruptedException {
        Demos.assertLeavesAndReturns(
                folder, Product.command("demo", "--headless", "--fabric", "loopback", "--requests", "1000"));
    }
}
