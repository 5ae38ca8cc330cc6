package dev.understudy.signals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Payloads in the shapes that the providers publish. */
final class Recorded {
    static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");

    private Recorded() {}

    static byte[] bytes(String name) {
        try (var stream = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ask ask() {
        return new Ask("feed", NOW, Set.of("zone-a"), Optional.of("m7g.large"));
    }

    static Parsed parse(Format format, String name) throws FeedFault {
        return format.parse(bytes(name), ask());
    }
}
