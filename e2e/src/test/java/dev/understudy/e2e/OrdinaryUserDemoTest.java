package dev.understudy.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job as an ordinary user has it: inside a user namespace, where the TUN device is closed. */
@Tag("alone")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class OrdinaryUserDemoTest {
    @TempDir(factory = Demos.ShortPaths.class)
    private Path folder;

    @Test
    void insideAUserNamespaceItMovesOutAndHome() throws IOException, InterruptedException {
        var command =
                Product.command("demo", "--headless", "--fabric", "veth", "--requests", "1000", "--no-evacuation");
        command.command().addAll(0, List.of("unshare", "-Urn", "--"));
        Demos.assertLeavesAndReturns(folder, command);
    }
}
