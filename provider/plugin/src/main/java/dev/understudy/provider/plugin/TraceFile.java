package dev.understudy.provider.plugin;

import dev.understudy.ledger.json.CoreJson;
import dev.understudy.provider.wire.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;

/** One JSON line for each request: {@code {rpc, urn, startedAt, millis, balancerMillis?, ledgerMillis?, cloudMillis?}}. */
final class TraceFile {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path file;

    TraceFile(Path file) {
        this.file = file;
    }

    /** Adds a line. Each is one write, so that lines of several processes never mix. */
    void write(Span span) {
        var line = new LinkedHashMap<String, Object>();
        line.put("rpc", span.rpc());
        line.put("urn", span.urn());
        line.put("startedAt", span.startedAt().toString());
        line.put("millis", millis(span.nanos()));
        span.partNanos().forEach((part, nanos) -> line.put(part + "Millis", millis(nanos)));
        try {
            Files.write(
                    file,
                    (CoreJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the trace " + file, e);
        }
    }

    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}
