package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ledger.json.CoreJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SchemaTest {
    private static final JsonNode SCHEMA =
            CoreJson.mapper().readTree(new String(Release.schema(), StandardCharsets.UTF_8));

    @Test
    void everythingIsDescribedInASentence() {
        var silent = new ArrayList<String>();
        describe("package", SCHEMA, silent);
        for (String section : List.of("types", "resources", "functions")) {
            for (var entry : SCHEMA.get(section).properties()) {
                describe(entry.getKey(), entry.getValue(), silent);
                for (String group : List.of("properties", "inputProperties")) {
                    describeEach(entry.getKey(), entry.getValue().path(group), silent);
                }
                for (String side : List.of("inputs", "outputs")) {
                    describeEach(
                            entry.getKey() + "." + side,
                            entry.getValue().path(side).path("properties"),
                            silent);
                }
                entry.getValue().path("enum").forEach(value -> describe(entry.getKey() + "." + value, value, silent));
            }
        }
        describeEach("config", SCHEMA.at("/config/variables"), silent);
        describeEach("provider", SCHEMA.at("/provider/inputProperties"), silent);
        assertThat(silent).isEmpty();
    }

    private static void describeEach(String where, JsonNode properties, List<String> silent) {
        properties
                .properties()
                .forEach(property -> describe(where + "." + property.getKey(), property.getValue(), silent));
    }

    private static void describe(String where, JsonNode node, List<String> silent) {
        var said = node.path("description").asString("");
        if (said.length() < 10 || !(said.endsWith(".") || said.endsWith("```"))) {
            silent.add(where + ": \"" + said + "\"");
        }
    }

    @Test
    void everyNumberSaysItsUnitOrRange() {
        var vague = new ArrayList<String>();
        for (var type : SCHEMA.get("types").properties()) {
            for (var property : type.getValue().path("properties").properties()) {
                var kind = property.getValue().path("type").asString("");
                var said = property.getValue().path("description").asString("");
                if ((kind.equals("integer") || kind.equals("number")) && !said.matches("(?s).*(\\d|above|below).*")) {
                    vague.add(type.getKey() + "." + property.getKey());
                }
            }
        }
        assertThat(vague).isEmpty();
    }

    @Test
    void weightsAndEndpointsAreMapsByZoneAndNeverLists() {
        for (String resource : List.of("understudy:index:ShadowedService", "understudy:index:WeightAssignment")) {
            for (var property :
                    SCHEMA.get("resources").get(resource).get("properties").properties()) {
                if (List.of("endpoints", "weights", "declared", "desired", "effective")
                        .contains(property.getKey())) {
                    assertThat(property.getValue().path("type").asString("object"))
                            .as(resource + "." + property.getKey())
                            .isEqualTo("object");
                }
            }
        }
    }

    @Test
    void itNamesTheReleaseAndEveryResourceThatIsAnswered() {
        assertThat(SCHEMA.get("version").stringValue()).isEqualTo(Release.version());
        var provider = new UnderstudyProvider(new FakeWorld(Path.of(".")), false, Optional.empty());
        SCHEMA.get("resources").properties().stream()
                .filter(resource -> !resource.getValue().path("isComponent").asBoolean(false))
                .forEach(resource ->
                        assertThat(provider.handler(resource.getKey()).token()).isEqualTo(resource.getKey()));
    }
}
