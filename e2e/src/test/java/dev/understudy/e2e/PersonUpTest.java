package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While an agent moves the weights, a person's plain {@code pulumi up} gets what is desired now, and does not fight. */
final class PersonUpTest {
    private static final ServiceId SHOP = new ServiceId("shop");

    private Stage stage;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        stage = Stage.open();
        stage.attachProvider();
    }

    @AfterEach
    void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void aPersonSeesAndGetsTheWeightsOfTheMove() throws IOException, InterruptedException {
        Path program = stage.program("small", SmallProgram.SOURCE);
        stage.up(program);
        try (var ledger = Ledgers.open(
                stage.folder().resolve("own/ledgers/small/dev.ledger").toUri(),
                Optional.of(new StackId("small", "dev")),
                Optional.empty(),
                InstantSource.system())) {
            long revision = recordHalf(ledger);

            var preview =
                    Stage.succeeded(stage.pulumi(program, "preview", "--diff")).out();
            assertThat(preview)
                    .contains("zone-a: 10000 => 5000", "zone-b: 0 => 5000", "agent zone-b", "zone-a answers late");

            assertThat(stage.up(program)).contains("1 updated");
            var outputs = stage.outputs(program);
            assertThat(outputs.path("revision").asLong()).isEqualTo(revision);
            assertThat(outputs.path("weights").path("effective").path("zone-b").asInt())
                    .isBetween(4_900, 5_100);
            assertThat(outputs.path("weights").path("declared").path("zone-a").asInt())
                    .isEqualTo(10_000);

            stage.up(program, "--expect-no-changes");
            assertThat(ledger.head(SHOP).orElseThrow().number())
                    .as("the program recorded nothing against it")
                    .isEqualTo(revision);
        }
    }

    private static long recordHalf(WeightsLedger ledger) {
        if (!(ledger.lease(SHOP, "zone-b", Duration.ofSeconds(30)) instanceof WeightsLedger.Lease.Granted lease)) {
            throw new AssertionError("somebody else leads");
        }
        var change = new WeightsChange(
                SHOP,
                Weights.proportionalTo(new TreeMap<>(
                        Map.of(new ZoneId("zone-a"), BigDecimal.ONE, new ZoneId("zone-b"), BigDecimal.ONE))),
                lease.fence(),
                new Author(Author.Kind.AGENT, "zone-b"),
                Because.of("zone-a answers late"),
                new TreeMap<>());
        long head = ledger.head(SHOP).orElseThrow().number();
        if (!(ledger.append(change, head) instanceof WeightsLedger.Append.Appended(var revision))) {
            throw new AssertionError("somebody else writes");
        }
        return revision.number();
    }
}
