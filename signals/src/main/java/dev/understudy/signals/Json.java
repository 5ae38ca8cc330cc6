package dev.understudy.signals;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of strangers: bounded in depth, and field by field. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(4_000_000)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .build();

    private Json() {}

    static JsonNode read(byte[] body) throws FeedFault {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new FeedFault("is no JSON: " + firstLine(e));
        }
    }

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("holds a text that is no JSON: " + firstLine(e));
        }
    }

    private static String firstLine(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** The list in one of these fields, or the whole where that is a list. */
    static Iterable<JsonNode> items(JsonNode root, String... fields) throws FeedFault {
        if (root.isArray()) {
            return root;
        }
        for (String field : fields) {
            var there = root.get(field);
            if (there != null && there.isArray()) {
                return there;
            }
        }
        throw new FeedFault("has neither a list nor a field of " + List.of(fields) + " that holds one");
    }

    static String text(JsonNode item, String field) {
        return optional(item, field).orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }

    static Optional<String> optional(JsonNode item, String field) {
        var there = item.get(field);
        return there != null && there.isString() && !there.stringValue().isBlank()
                ? Optional.of(there.stringValue())
                : Optional.empty();
    }

    /** A word in lower case; empty text where it is missing. */
    static String word(JsonNode item, String field) {
        return optional(item, field).orElse("").toLowerCase(Locale.ROOT);
    }

    /** The texts in a list, or in one field of the objects of a list. */
    static Set<String> texts(JsonNode list, String field) {
        var texts = new TreeSet<String>();
        for (Iterator<JsonNode> each = list.iterator(); each.hasNext(); ) {
            var one = each.next();
            if (one.isString()) {
                texts.add(one.stringValue());
            } else {
                optional(one, field).ifPresent(texts::add);
            }
        }
        return texts;
    }
}
