package dev.understudy.ledger;

import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;

/** Puts one key into the {@code config} of a YAML text by cutting and pasting between the marks of its nodes. */
final class StackFileSplice {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setUseMarks(true).setSchema(new CoreSchema()).build();
    /** What JSON allows in a string and YAML does not. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\u007f-\\u009f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

    private final Path file;
    private final String mark;
    private final String text;
    private final String newline;

    StackFileSplice(Path file, String text) {
        this.file = file;
        this.text = withoutMark(text);
        this.mark = text.substring(0, text.length() - this.text.length());
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** A text without its byte order mark. */
    static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The text with these entries under {@code config.KEY}, in the style of what is around them. */
    String put(String key, SortedMap<String, ? extends Record> entries) {
        var tree = CoreJson.mapper().<JsonNode>valueToTree(entries);
        Optional<Node> root = new Compose(SETTINGS).composeString(text);
        if (root.isEmpty() || isNull(root.get())) {
            return atEnd("config:" + newline + "  " + key + ":" + block(tree, 4));
        }
        if (!(root.get() instanceof MappingNode document)) {
            throw Faults.invalid(file + " is no mapping of keys to values");
        }
        var config = find(document, "config");
        if (config == null) {
            return isFlow(document)
                    ? first(document, "\"config\": {" + flow(key, tree) + "}")
                    : atEnd("config:" + newline + "  " + key + ":" + block(tree, 4));
        }
        if (config.getValueNode() instanceof MappingNode mapping) {
            requireInPlace(config);
            return into(mapping, key, tree);
        }
        return nothingYet(config, key, tree);
    }

    /** {@code config:} with no value, or with an explicit null. */
    private String nothingYet(NodeTuple config, String key, JsonNode tree) {
        var value = config.getValueNode();
        if (!isNull(value)) {
            throw Faults.invalid("config in " + file + " is no mapping of keys to values");
        }
        String added = newline + "  " + key + ":" + block(tree, 4);
        if (start(value) == end(value)) {
            int place = endOfLine(end(value));
            return join(place, place, added);
        }
        return join(end(config.getKeyNode()), end(value), ":" + added);
    }

    private String into(MappingNode config, String key, JsonNode tree) {
        var present = find(config, key);
        if (isFlow(config)) {
            if (present == null) {
                return first(config, flow(key, tree));
            }
            requireInPlace(present);
            return join(start(present.getValueNode()), end(present.getValueNode()), yaml(tree));
        }
        var tuples = config.getValue();
        int indent = tuples.getFirst().getKeyNode().getStartMark().orElseThrow().getColumn();
        String value = block(tree, indent + 2);
        if (present != null) {
            requireInPlace(present);
            int end = end(present.getValueNode());
            boolean lineEnded = end > 0 && text.charAt(end - 1) == '\n';
            return join(end(present.getKeyNode()), end, ":" + value + (lineEnded ? newline : ""));
        }
        var last = tuples.getLast();
        int end = isAlias(last) ? end(last.getKeyNode()) : end(last.getValueNode());
        String added = " ".repeat(indent) + key + ":" + value;
        if (end > 0 && text.charAt(end - 1) == '\n') {
            return join(end, end, added + newline);
        }
        int place = endOfLine(end);
        return join(place, place, newline + added);
    }

    /** Lines of an entry, each beginning with a line end: a service a mapping, its fields in JSON. */
    private String block(JsonNode services, int indent) {
        var lines = new StringBuilder();
        services.properties().forEach(service -> {
            lines.append(newline)
                    .append(" ".repeat(indent))
                    .append(yaml(service.getKey()))
                    .append(':');
            service.getValue()
                    .properties()
                    .forEach(field -> lines.append(newline)
                            .append(" ".repeat(indent + 2))
                            .append(field.getKey())
                            .append(": ")
                            .append(yaml(field.getValue())));
        });
        return lines.toString();
    }

    private static String flow(String key, JsonNode tree) {
        return yaml(key) + ": " + yaml(tree);
    }

    /** JSON is YAML, but for a few characters. */
    private static String yaml(Object value) {
        return UNPRINTABLE
                .matcher(CoreJson.write(value))
                .replaceAll(found ->
                        "\\\\u" + HexFormat.of().toHexDigits(found.group().charAt(0)));
    }

    private String first(MappingNode flow, String entry) {
        int inside = start(flow) + 1;
        return join(inside, inside, flow.getValue().isEmpty() ? entry : entry + ", ");
    }

    private String atEnd(String lines) {
        boolean open = !text.isEmpty() && !text.endsWith("\n");
        return join(text.length(), text.length(), (open ? newline : "") + lines + newline);
    }

    private String join(int from, int to, String middle) {
        return mark + text.substring(0, from) + middle + text.substring(to);
    }

    private int endOfLine(int from) {
        int feed = text.indexOf('\n', from);
        if (feed < 0) {
            return text.length();
        }
        return feed > from && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
    }

    private static @Nullable NodeTuple find(MappingNode mapping, String key) {
        for (var tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                return tuple;
            }
        }
        return null;
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    /** The value of an alias stands where its anchor is, before its key. */
    private boolean isAlias(NodeTuple tuple) {
        return start(tuple.getValueNode()) < end(tuple.getKeyNode());
    }

    private void requireInPlace(NodeTuple tuple) {
        if (isAlias(tuple) && tuple.getKeyNode() instanceof ScalarNode key) {
            throw Faults.invalid(key.getValue() + " in " + file + " is an alias; allowed: a mapping in its place");
        }
    }

    private int start(Node node) {
        return offset(node.getStartMark().orElseThrow().getIndex());
    }

    /** Where a node's last character ends: a block collection's own mark lies after the comments that follow it. */
    private int end(Node node) {
        if (node instanceof CollectionNode<?> collection && !isFlow(collection)) {
            var parts = new ArrayList<Node>();
            if (node instanceof MappingNode mapping) {
                mapping.getValue()
                        .forEach(tuple -> parts.add(isAlias(tuple) ? tuple.getKeyNode() : tuple.getValueNode()));
            } else if (node instanceof SequenceNode sequence) {
                parts.addAll(sequence.getValue());
            }
            return parts.isEmpty() ? offset(node.getEndMark().orElseThrow().getIndex()) : end(parts.getLast());
        }
        return offset(node.getEndMark().orElseThrow().getIndex());
    }

    /** Marks count code points, strings count UTF-16 units. */
    private int offset(int codePoints) {
        return text.offsetByCodePoints(0, codePoints);
    }
}
