package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one clear error that names the field and the value, an exit code that is not 0, and changes nothing. */
final class BadInputTest {
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    private Path folder;

    private Product.Ended run(String... arguments) throws IOException, InterruptedException {
        return Product.run(
                folder,
                Map.of("HOME", folder.toString(), "UNDERSTUDY_HOME", folder.toString()),
                LIMIT_SECONDS,
                arguments);
    }

    private String ledger() {
        return folder.resolve("dev.ledger").toUri().toString();
    }

    private String[] set(String... weights) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("weights", "set", "shop"));
        arguments.addAll(java.util.List.of(weights));
        arguments.addAll(
                java.util.List.of("--reason", "a test", "--ledger", ledger(), "--project", "p", "--stack", "dev"));
        return arguments.toArray(String[]::new);
    }

    @Test
    void weightsThatSumToNothingAreRefused() throws IOException, InterruptedException {
        var ended = run(set("zone-a=0", "zone-b=0"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("sum to nothing").contains("zone-a");
        assertThat(folder.resolve("dev.ledger")).doesNotExist();
    }

    @Test
    void aZoneThatDoesNotExistIsRefusedAndTheOnesThatDoAreNamed() throws IOException, InterruptedException {
        assertThat(run(set("zone-a=90", "zone-b=10")).code()).isZero();
        String before = Files.readString(folder.resolve("dev.ledger"));
        var ended = run(set("zone-a=90", "zone-x=10"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("zone-x").contains("zone-a").contains("zone-b");
        assertThat(Files.readString(folder.resolve("dev.ledger"))).isEqualTo(before);
    }

    @Test
    void aNegativeWeightIsRefused() throws IOException, InterruptedException {
        var ended = run(set("zone-a=-1", "zone-b=1"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("zone-a").contains("-1");
    }

    @Test
    void aLedgerOfAnotherStackIsRefused() throws IOException, InterruptedException {
        assertThat(run(set("zone-a=1")).code()).isZero();
        var ended = run("weights", "show", "--ledger", ledger(), "--project", "p", "--stack", "prod");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("p/dev").contains("p/prod");
    }

    @Test
    void anEditedLedgerIsRefused() throws IOException, InterruptedException {
        assertThat(run(set("zone-a=90", "zone-b=10")).code()).isZero();
        assertThat(run(set("zone-a=80", "zone-b=20")).code()).isZero();
        Path file = folder.resolve("dev.ledger");
        Files.writeString(
                file, Files.readString(file).replaceFirst("9000", "8000").replaceFirst("1000", "2000"));
        var ended = run("ledger", "verify", "--ledger", ledger(), "--project", "p", "--stack", "dev");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("dev.ledger");
    }

    @Test
    void aReconcilerWithoutAnEngineSaysSo() throws IOException, InterruptedException {
        var ended = Product.run(
                folder,
                Map.of("UNDERSTUDY_PULUMI_DIR", folder.resolve("nowhere").toString()),
                LIMIT_SECONDS,
                "reconcile",
                "--dir",
                folder.toString(),
                "--stack",
                "dev",
                "--ledger",
                ledger());
        assertThat(ended.code()).isNotZero();
        assertThat(ended.lastError()).contains("pulumi");
    }

    @Test
    void anUnknownCommandIsWrongUsage() throws IOException, InterruptedException {
        var ended = run("wieghts", "show");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("wieghts");
    }

    @Test
    void everyCommandHasHelp() throws IOException, InterruptedException {
        for (String command : new String[] {
            "demo",
            "agent",
            "reconcile",
            "weights",
            "profile",
            "explain",
            "ledger",
            "local",
            "doctor",
            "plugin",
            "version"
        }) {
            var ended = run(command, "--help");
            assertThat(ended.code()).as(command).isZero();
            assertThat(ended.out()).as(command).contains("Usage: understudy " + command);
        }
    }
}
