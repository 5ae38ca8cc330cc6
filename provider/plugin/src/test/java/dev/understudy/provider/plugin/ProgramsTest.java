package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** The programs we show say nothing that the schema does not know. */
class ProgramsTest {
    private static final JsonNode SCHEMA = CoreJson.mapper().readTree(Release.schema());

    @ParameterizedTest
    @ValueSource(strings = {"examples/yaml", "stacks/programs/local-pair", "stacks/programs/local-shop"})
    void everyPropertyIsOneOfTheSchema(String folder) throws IOException {
        var text = Files.readString(Path.of("..", "..", folder, "Pulumi.yaml"));
        var resources = child(new Load(LoadSettings.builder().build()).loadFromString(text), "resources");
        assertThat(resources).isNotEmpty();
        resources.forEach((name, resource) -> {
            String type = String.valueOf(((Map<?, ?>) resource).get("type"));
            var token = type.split(":", -1).length == 2 ? type.replace(":", ":index:") : type;
            var declared = SCHEMA.path("resources").path(token);
            assertThat(declared.isMissingNode())
                    .as("%s is in the schema", token)
                    .isFalse();
            var properties = child(resource, "properties");
            assertKnown(String.valueOf(name), properties, declared.path("inputProperties"));
            declared.path("requiredInputs")
                    .forEach(required -> assertThat(properties.containsKey(required.asString()))
                            .as("%s.%s", name, required.asString())
                            .isTrue());
        });
    }

    private static void assertKnown(String path, Map<?, ?> given, JsonNode allowed) {
        assertThat(new TreeSet<>(allowed.propertyNames()))
                .as(path)
                .containsAll(given.keySet().stream().map(String::valueOf).toList());
        given.forEach((name, value) -> {
            var type = allowed.path(String.valueOf(name)).path("$ref").asString("");
            if (value instanceof Map<?, ?> nested && type.startsWith("#/types/")) {
                var fields = SCHEMA.path("types").path(type.substring("#/types/".length()));
                assertKnown(path + "." + name, nested, fields.path("properties"));
            }
        });
    }

    private static Map<?, ?> child(Object parent, String name) {
        return ((Map<?, ?>) parent).get(name) instanceof Map<?, ?> child ? child : Map.of();
    }
}
