package dev.understudy.provider.plugin;

import dev.understudy.ledger.StackId;
import dev.understudy.ledger.json.CoreJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final StackId STACK = new StackId("local-pair", "dev");

    @TempDir
    Path directory;

    /** An {@code up} from nothing, a person's revision, an {@code up} that applies it, and a {@code destroy}. */
    @Test
    void whatARealEngineAskedOfALocalPairIsAnsweredAsItWasThen() throws IOException {
        try (var rig = new Rig(directory);
                var lines = open("/recorded/local-pair.jsonl")) {
            var replay = new Replay(rig.provider);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                var step = CoreJson.mapper().readTree(line.replace("/DIRECTORY", directory.toString()));
                if (step.get("method").stringValue().equals("person")) {
                    var shares = step.get("request");
                    var _ = rig.personMoves(
                            STACK,
                            Map.of(
                                    "zone-a",
                                    shares.get("zone-a").intValue(),
                                    "zone-b",
                                    shares.get("zone-b").intValue()));
                } else {
                    replay.ask(step);
                }
            }
        }
    }

    private static BufferedReader open(String resource) {
        return new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ReplayTest.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8));
    }
}
