package dev.understudy.ledger;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.json.CoreJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The text of a stack's own file, with the heads of its services under the configuration key {@value #KEY}. Pure: text in,
 * text out, and every byte that is not below that key stays as it was.
 */
final class StackFile {
    static final String KEY = "understudy:weights";

    /** A head as it stands below its service's name: flat, so that a review shows what changed line by line. */
    record Entry(
            long number,
            String parent,
            Weights weights,
            Fence fence,
            Author author,
            Because reason,
            SortedMap<String, Double> evidence,
            Provision provision,
            Instant at) {
        static Entry of(WeightsRevision head) {
            var change = head.change();
            return new Entry(
                    head.number(),
                    head.parent(),
                    change.weights(),
                    change.fence(),
                    change.author(),
                    change.reason(),
                    change.evidence(),
                    change.provision(),
                    head.at());
        }

        WeightsRevision toRevision(ServiceId service) {
            return new WeightsRevision(
                    number,
                    parent,
                    new WeightsChange(service, weights, fence, author, reason, evidence, provision),
                    at);
        }
    }

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setSchema(new CoreSchema())
            .build();

    private final Path file;
    private final String text;
    private final Map<?, ?> document;
    private final SortedMap<ServiceId, WeightsRevision> heads;

    private StackFile(Path file, String text, Map<?, ?> document, SortedMap<ServiceId, WeightsRevision> heads) {
        this.file = file;
        this.text = text;
        this.document = document;
        this.heads = heads;
    }

    /**
     * Reads a file's bytes; none for a file that does not exist.
     *
     * @throws LedgerException when they are not a stack's file, or the heads in it are not whole
     */
    static StackFile parse(Path file, byte[] bytes) {
        String text = decode(file, bytes);
        var document = load(file, text);
        return new StackFile(file, text, document, headsOf(file, document));
    }

    SortedMap<ServiceId, WeightsRevision> heads() {
        return heads;
    }

    /** The file with these heads and nothing else changed. */
    byte[] with(SortedMap<ServiceId, WeightsRevision> wanted) {
        var entries = new TreeMap<String, Entry>();
        wanted.forEach((service, head) -> entries.put(service.value(), Entry.of(head)));
        String next = new StackFileSplice(file, text).put(KEY, entries);
        var after = load(file, next);
        if (!others(after).equals(others(document)) || !headsOf(file, after).equals(wanted)) {
            throw Faults.invalid(file + " is written in a way that " + KEY
                    + " cannot be added to without changing something else; write its config as a plain block");
        }
        return next.getBytes(StandardCharsets.UTF_8);
    }

    private static String decode(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new LedgerException(LedgerException.Kind.INVALID, file + " is not UTF-8 text", e);
        }
    }

    static Map<?, ?> load(Path file, String text) {
        try {
            Object root = new Load(SETTINGS).loadFromString(StackFileSplice.withoutMark(text));
            if (root == null) {
                return Map.of();
            }
            if (root instanceof Map<?, ?> map) {
                return map;
            }
            throw Faults.invalid(file + " is no mapping of keys to values");
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            throw new LedgerException(
                    LedgerException.Kind.INVALID, file + " is not valid YAML" + where + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new LedgerException(LedgerException.Kind.INVALID, file + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    private static SortedMap<ServiceId, WeightsRevision> headsOf(Path file, Map<?, ?> document) {
        var heads = new TreeMap<ServiceId, WeightsRevision>();
        Object config = document.get("config");
        Object value = config instanceof Map<?, ?> map ? map.get(KEY) : null;
        if (value == null) {
            return heads;
        }
        if (!(value instanceof Map<?, ?> services)) {
            throw Faults.corrupt(KEY + " in " + file + " is no mapping of services; restore it from your history");
        }
        services.forEach((name, entry) -> {
            try {
                var service = new ServiceId(String.valueOf(name));
                heads.put(
                        service,
                        CoreJson.read(CoreJson.writeBytes(entry), Entry.class).toRevision(service));
            } catch (IllegalArgumentException e) {
                throw new LedgerException(
                        LedgerException.Kind.CORRUPT,
                        KEY + "." + name + " in " + file + " is damaged: " + e.getMessage()
                                + "; restore it from your history",
                        e);
            }
        });
        return heads;
    }

    /** Everything but the heads; a configuration that is empty is the same as none. */
    private static Map<Object, Object> others(Map<?, ?> document) {
        var others = new LinkedHashMap<Object, Object>(document);
        if (others.get("config") instanceof Map<?, ?> config) {
            var rest = new LinkedHashMap<Object, Object>(config);
            rest.remove(KEY);
            others.put("config", rest);
        } else if (others.get("config") == null) {
            others.put("config", Map.of());
        }
        return others;
    }
}
