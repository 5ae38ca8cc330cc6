package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cell of each kind of the matrices that {@code ./do bench faults} plays in full. */
final class FaultsTest {
    private static final long LIMIT_SECONDS = 300;

    /** Each victim dies at a step that is its own, and each link is cut once. */
    private static final List<String> CELLS = List.of(
            "kill:leader:cutting-over:sync",
            "kill:reconciler:warming:sync",
            "kill:pulumi-up:shifting:sync",
            "kill:provider:shifting:sync",
            "kill:haproxy:connecting:sync",
            "kill:primary:pre-copying:sync",
            "kill:standby:draining:sync",
            "cut:agent-ledger:both:sync",
            "cut:primary-standby:there:sync");

    @Test
    void whateverDiesOrIsCutOffNoAcknowledgedWriteIsLostAndTheWorldIsWholeAgain(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path built = Product.ROOT.resolve("bench/target/dist/lib");
        var engine = Optional.ofNullable(System.getenv("UNDERSTUDY_PULUMI_DIR"));
        assumeTrue(isRoot(), "zones with a delay between them need root");
        assumeTrue(engine.isPresent() && Files.isDirectory(built), "needs the engine and a build: ./do check");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                built + "/*",
                "dev.understudy.bench.faults.FaultsBench",
                "no-emulator"));
        command.addAll(CELLS);
        var ended = Product.run(
                folder,
                Map.of(
                        "UNDERSTUDY_PRODUCT_LIB",
                        Product.ROOT.resolve("cli/target/dist/lib").toString()),
                LIMIT_SECONDS,
                new ProcessBuilder(command));
        System.out.println(ended.out());
        assertThat(ended.out().strip().lines().toList().getLast())
                .as(ended.out() + ended.err())
                .isEqualTo("{\"cells\":" + CELLS.size() + ",\"failed\":0}");
        assertThat(ended.code()).isZero();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
