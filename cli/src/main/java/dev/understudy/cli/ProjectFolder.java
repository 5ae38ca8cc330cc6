package dev.understudy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What a Pulumi project's folder says of itself. */
record ProjectFolder(Path directory) {
    /** The project's name in {@code Pulumi.yaml}; empty where there is no such file. */
    Optional<String> project() {
        Path file = directory.resolve("Pulumi.yaml");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (read(file) instanceof Map<?, ?> map && map.get("name") instanceof String name) {
            return Optional.of(name);
        }
        throw new CliException(file + " has no name: add a line \"name: my-project\"");
    }

    /** A setting of the stack that stands in clear in its {@code Pulumi.<stack>.yaml}. */
    Optional<String> setting(String stack, String key) {
        Path file = directory.resolve("Pulumi." + stack + ".yaml");
        if (Files.isRegularFile(file)
                && read(file) instanceof Map<?, ?> map
                && map.get("config") instanceof Map<?, ?> config
                && config.get(key) instanceof String value) {
            return Optional.of(value);
        }
        return Optional.empty();
    }

    private static @Nullable Object read(Path file) {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException fault) {
            throw new UncheckedIOException(file + " cannot be read", fault);
        } catch (YamlEngineException fault) {
            throw new CliException(file + " is not YAML: " + fault.getMessage(), fault);
        }
    }

    /** The stack, where exactly one has a {@code Pulumi.<stack>.yaml} here. */
    Optional<String> onlyStack() {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (var files = Files.list(directory)) {
            List<String> stacks = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("Pulumi\\.[A-Za-z0-9_.-]+\\.yaml"))
                    .map(name -> name.substring("Pulumi.".length(), name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
            return stacks.size() == 1 ? Optional.of(stacks.getFirst()) : Optional.empty();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
