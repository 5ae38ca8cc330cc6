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
import tools.jackson.databind.json.JsonMapper;

/** One cell of each kind of the matrices that {@code ./do bench faults} plays in full. */
final class FaultsTest {
    /** A quiet machine plays all of them in it; on a slow one no other cell is begun after that. */
    private static final int WITHIN_SECONDS = 270;

    private static final long LIMIT_SECONDS = 900;

    /** Each victim and each connection once; the engine's state, which needs an emulator, is left to the full matrix. */
    private static final List<String> CELLS = List.of(
            "kill:leader:cutting-over:sync",
            "kill:reconciler:warming:sync",
            "kill:pulumi-up:shifting:sync",
            "kill:provider:shifting:sync",
            "kill:haproxy:connecting:sync",
            "kill:primary:draining:sync",
            "kill:standby:settling:sync",
            "cut:agent-agent:there:sync",
            "cut:agent-ledger:both:sync",
            "cut:agent-balancer:back:sync",
            "cut:primary-standby:both:sync");

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
                "no-emulator",
                "--within",
                Integer.toString(WITHIN_SECONDS)));
        command.addAll(CELLS);
        var ended = Product.run(
                folder,
                Map.of(
                        "UNDERSTUDY_PRODUCT_LIB",
                        Product.ROOT.resolve("cli/target/dist/lib").toString()),
                LIMIT_SECONDS,
                new ProcessBuilder(command));
        System.out.println(ended.out());
        var counts = JsonMapper.builder()
                .build()
                .readTree(ended.out().strip().lines().toList().getLast());
        assertThat(counts.path("cells").asInt()).as(ended.out() + ended.err()).isPositive();
        assertThat(counts.path("failed").asInt()).as(ended.out() + ended.err()).isZero();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
