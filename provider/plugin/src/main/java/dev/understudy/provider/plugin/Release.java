package dev.understudy.provider.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** What was released: the version that Maven wrote, and the schema. */
final class Release {
    private Release() {}

    static String version() {
        try (var in = Release.class.getResourceAsStream("release.properties")) {
            var properties = new Properties();
            properties.load(Objects.requireNonNull(in, "release.properties"));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema as it was written, JSON in UTF-8; never parsed here. */
    static byte[] schema() {
        try (var in = Release.class.getResourceAsStream("schema.json")) {
            return Objects.requireNonNull(in, "schema.json").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
