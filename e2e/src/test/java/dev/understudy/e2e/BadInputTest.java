package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cli.Main;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.FileLedger;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
        var arguments = new ArrayList<>(List.of("weights", "set", "shop"));
        arguments.addAll(List.of(weights));
        arguments.addAll(
                java.util.List.of("--reason", "a test", "--ledger", ledger(), "--project", "p", "--stack", "dev"));
        return arguments.toArray(String[]::new);
    }

    /** What a first {@code pulumi up} leaves: the program's own weights, as revision 1. */
    private String seed() throws IOException {
        Path file = folder.resolve("dev.ledger");
        var change = new WeightsChange(
                new ServiceId("shop"),
                Weights.allTo(new ZoneId("zone-a"), List.of(new ZoneId("zone-b"))),
                Fence.NONE,
                new Author(Author.Kind.PROGRAM, "p/dev"),
                Because.of("the program declares it"),
                new TreeMap<>());
        try (var ledger = FileLedger.open(file, Optional.of(new StackId("p", "dev")), InstantSource.system())) {
            assertThat(ledger.append(change, 0)).isInstanceOf(WeightsLedger.Append.Appended.class);
        }
        return Files.readString(file);
    }

    @Test
    void weightsThatSumToNothingAreRefused() throws IOException, InterruptedException {
        String before = seed();
        var ended = run(set("zone-a=0", "zone-b=0"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("sum to nothing").contains("zone-a");
        assertThat(Files.readString(folder.resolve("dev.ledger"))).isEqualTo(before);
    }

    @Test
    void aServiceThatDoesNotExistIsRefusedAndNoLedgerIsMade() throws IOException, InterruptedException {
        var ended = run(set("zone-a=90", "zone-b=10"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("shop").contains("pulumi up");
        assertThat(folder.resolve("dev.ledger")).doesNotExist();
    }

    @Test
    void aZoneThatDoesNotExistIsRefusedAndTheOnesThatDoAreNamed() throws IOException, InterruptedException {
        String before = seed();
        var ended = run(set("zone-a=90", "zone-x=10"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("zone-x").contains("zone-a").contains("zone-b");
        assertThat(Files.readString(folder.resolve("dev.ledger"))).isEqualTo(before);
    }

    @Test
    void aNegativeWeightIsRefused() throws IOException, InterruptedException {
        seed();
        var ended = run(set("zone-a=-1", "zone-b=1"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("zone-a").contains("-1");
    }

    @Test
    void aLedgerOfAnotherStackIsRefused() throws IOException, InterruptedException {
        seed();
        var ended = run("weights", "show", "--ledger", ledger(), "--project", "p", "--stack", "prod");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lastError()).contains("p/dev").contains("p/prod");
    }

    @Test
    void anEditedLedgerIsRefused() throws IOException, InterruptedException {
        seed();
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
    void theLedgerNamedInTheStacksOwnFileIsTheOneThatIsRead() throws IOException, InterruptedException {
        seed();
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: p\nruntime: yaml\n");
        Files.writeString(folder.resolve("Pulumi.dev.yaml"), "config:\n  understudy:ledger: " + ledger() + "\n");
        var ended = run("weights", "show");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("zone-a 100 %");
    }

    @Test
    void aRevisionThatWaitsIsNotSaidToBeApplied() throws IOException, InterruptedException {
        seed();
        try (var ledger = FileLedger.open(
                folder.resolve("dev.ledger"), Optional.of(new StackId("p", "dev")), InstantSource.system())) {
            var now = InstantSource.system().instant();
            ledger.applied(new Application(1, new ServiceId("shop"), 4, now, now));
        }
        assertThat(run(set("zone-a=90", "zone-b=10")).code()).isZero();
        var ended = run("explain", "--ledger", ledger(), "--project", "p", "--stack", "dev");
        assertThat(ended.out()).contains("applied   not yet");
    }

    @Test
    void whatIsNotThereIsSaidInASentence() throws IOException, InterruptedException {
        for (var command : List.of(
                List.of("local", "status", "--dir", folder.toString()),
                List.of("ledger", "verify", "--ledger", ledger(), "--project", "p", "--stack", "dev"),
                List.of(
                        "ledger",
                        "serve",
                        "--ledger",
                        ledger(),
                        "--project",
                        "p",
                        "--stack",
                        "dev",
                        "--identity",
                        folder.resolve("nowhere").toString()))) {
            var ended = run(command.toArray(String[]::new));
            assertThat(ended.code()).as(command.toString()).isEqualTo(1);
            assertThat(ended.err())
                    .as(command.toString())
                    .startsWith("understudy: ")
                    .doesNotContain("unexpected");
        }
    }

    @Test
    void everyCommandHasHelp() {
        assertHelp(Main.commandLine());
    }

    private static void assertHelp(CommandLine command) {
        assertThat(command.getUsageMessage()).as(command.getCommandName()).contains("Usage:");
        assertThat(command.getCommandSpec().usageMessage().description())
                .as(command.getCommandSpec().qualifiedName())
                .isNotEmpty();
        command.getCommandSpec()
                .args()
                .forEach(argument -> assertThat(argument.description())
                        .as(command.getCommandSpec().qualifiedName() + " " + argument.paramLabel())
                        .isNotEmpty());
        command.getSubcommands().values().forEach(BadInputTest::assertHelp);
    }
}
