package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person can ask of a stack whose agents are at work, through the ledger's endpoint. */
final class LoopbackAgentsTest {
    private static final String PROJECT = "local-pair";

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
    void everythingThatAgentsLearnCanBeAskedFor() throws IOException, InterruptedException {
        String ledger = stage.serveLedger(PROJECT).toString();
        Path program = stage.program(
                PROJECT, Files.readString(Product.ROOT.resolve("stacks/programs/local-pair/Pulumi.yaml")));
        Stage.succeeded(stage.pulumi(program, "config", "set", "understudy:ledger", ledger));
        Stage.succeeded(stage.pulumi(program, "config", "set", "understudy:identity", stage.identity("provider")));
        stage.up(program);
        String person = stage.identity("person-ada");

        Stage.await("profiles of every zone", () -> {
            var ended = ask(ledger, person, "profile", "show", "-o", "json");
            return ended.code() == 0 && Stage.json(ended.out()).size() == 3;
        });
        assertThat(asked(ledger, person, "profile", "show")).contains("zone-a", "zone-b", "zone-c", "shop", "1000m");
        assertThat(asked(ledger, person, "explain")).contains("shop", "zone-a 100 %");
        var history = Stage.json(asked(ledger, person, "weights", "history", "-o", "json"));
        assertThat(history.size()).isPositive();
        var first = history.get(history.size() - 1).path("revision");
        assertThat(first.path("number").asLong()).isEqualTo(1);
        assertThat(first.path("change").path("author").path("kind").asString()).isEqualToIgnoringCase("program");
        assertThat(asked(ledger, person, "ledger", "verify")).contains("is whole", "1 services");
        assertThat(asked(ledger, person, "doctor"))
                .contains("3 agents, one of them inside", "the chain is whole", "loopback");
        Stage.succeeded(stage.pulumi(program, "destroy", "--yes", "--skip-preview"));
        assertThat(stage.resources()).isZero();
    }

    private String asked(String ledger, String identity, String... words) throws IOException, InterruptedException {
        return Stage.succeeded(ask(ledger, identity, words)).out();
    }

    private Product.Ended ask(String ledger, String identity, String... words)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--ledger", ledger, "--identity", identity, "--project", PROJECT, "--stack", "dev"));
        return stage.understudy(stage.folder(), arguments.toArray(String[]::new));
    }
}
