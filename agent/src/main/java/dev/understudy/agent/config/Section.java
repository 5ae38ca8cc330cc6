package dev.understudy.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * One object of the configuration, read field by field. A field that is wrong is written down as a fault and read as
 * empty, so that the reading goes on and finds the others.
 */
final class Section {
    private static final int SHOWN = 60;

    private final String path;
    private final JsonNode node;
    private final List<ConfigFault> faults;
    private final Set<String> known = new HashSet<>();

    Section(String path, JsonNode node, List<ConfigFault> faults) {
        this.path = path;
        this.node = node;
        this.faults = faults;
    }

    /** Path of a field of this section. */
    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    void fault(String field, String remedy) {
        JsonNode there = node.get(field);
        faults.add(new ConfigFault(at(field), there == null ? "missing" : shown(there), remedy));
    }

    /** A field's value, if it is there and not null. */
    Optional<JsonNode> optional(String field) {
        known.add(field);
        return Optional.ofNullable(node.get(field)).filter(there -> !there.isNull());
    }

    Optional<JsonNode> required(String field, String remedy) {
        var there = optional(field);
        if (there.isEmpty()) {
            fault(field, remedy);
        }
        return there;
    }

    /** A text that must be there, turned into a {@code T}; what the parser refuses becomes the fault's remedy. */
    <T> Optional<T> text(String field, String remedy, Function<String, T> parser) {
        return required(field, remedy).flatMap(there -> parsed(field, there, remedy, parser));
    }

    <T> Optional<T> optionalText(String field, String remedy, Function<String, T> parser) {
        return optional(field).flatMap(there -> parsed(field, there, remedy, parser));
    }

    private <T> Optional<T> parsed(String field, JsonNode there, String remedy, Function<String, T> parser) {
        var parsed = parse(there, parser);
        if (parsed.isEmpty()) {
            fault(field, remedy);
        }
        return parsed;
    }

    private static <T> Optional<T> parse(JsonNode there, Function<String, T> parser) {
        if (!there.isString()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(there.stringValue()));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** A whole number that must be there. */
    Optional<Integer> integer(String field) {
        String remedy = "needed: a whole number";
        return required(field, remedy).flatMap(there -> {
            if (there.isIntegralNumber() && there.canConvertToInt()) {
                return Optional.of(there.intValue());
            }
            fault(field, remedy);
            return Optional.empty();
        });
    }

    boolean flag(String field, boolean otherwise) {
        var there = optional(field);
        if (there.isPresent() && !there.get().isBoolean()) {
            fault(field, "allowed: true or false");
            return otherwise;
        }
        return there.map(JsonNode::booleanValue).orElse(otherwise);
    }

    /** An object that must be there. */
    Optional<Section> section(String field) {
        String remedy = "needed: an object";
        var there = required(field, remedy);
        if (there.isPresent() && !there.get().isObject()) {
            fault(field, remedy);
            return Optional.empty();
        }
        return there.map(object -> new Section(at(field), object, faults));
    }

    /** An object that may be left out. */
    Optional<Section> optionalSection(String field) {
        return optional(field).isPresent() ? section(field) : Optional.empty();
    }

    /** A whole number within bounds that may be left out. */
    int integer(String field, int otherwise, int least, int most) {
        var there = optional(field);
        if (there.isEmpty()) {
            return otherwise;
        }
        if (there.get().isIntegralNumber()
                && there.get().canConvertToInt()
                && there.get().intValue() >= least
                && there.get().intValue() <= most) {
            return there.get().intValue();
        }
        fault(field, "allowed: a whole number from " + least + " to " + most);
        return otherwise;
    }

    /** A number within bounds that may be left out. */
    double decimal(String field, double otherwise, double least, double most) {
        var there = optional(field);
        if (there.isEmpty()) {
            return otherwise;
        }
        if (there.get().isNumber()
                && there.get().doubleValue() >= least
                && there.get().doubleValue() <= most) {
            return there.get().doubleValue();
        }
        fault(field, "allowed: a number from " + least + " to " + most);
        return otherwise;
    }

    /** The objects of a list that may be left out. */
    List<Section> optionalSections(String field, String remedy) {
        return optional(field).isPresent() ? sections(field, remedy) : List.of();
    }

    /** The objects of a list that must be there; elements that are no objects are faults and left out. */
    List<Section> sections(String field, String remedy) {
        var sections = new ArrayList<Section>();
        elements(field, remedy, (elementPath, element) -> {
            if (element.isObject()) {
                sections.add(new Section(elementPath, element, faults));
            } else {
                faults.add(new ConfigFault(elementPath, shown(element), "allowed: an object"));
            }
        });
        return sections;
    }

    /** The texts of a list that may be left out. */
    <T> List<T> optionalTexts(String field, String remedy, Function<String, T> parser) {
        return optional(field).isPresent() ? texts(field, remedy, parser) : List.of();
    }

    /** The texts of a list that must be there. */
    <T> List<T> texts(String field, String remedy, Function<String, T> parser) {
        var texts = new ArrayList<T>();
        elements(field, remedy, (elementPath, element) -> {
            parse(element, parser)
                    .ifPresentOrElse(
                            texts::add, () -> faults.add(new ConfigFault(elementPath, shown(element), remedy)));
        });
        return texts;
    }

    private void elements(String field, String remedy, BiConsumer<String, JsonNode> each) {
        var there = required(field, remedy);
        if (there.isEmpty()) {
            return;
        }
        if (!there.get().isArray()) {
            fault(field, remedy);
            return;
        }
        int index = 0;
        for (JsonNode element : there.get()) {
            each.accept(at(field) + "[" + index++ + "]", element);
        }
    }

    /** Every field of this section by a parsed name, for objects that are maps; none of them is unknown afterwards. */
    <K extends Comparable<K>> TreeMap<K, String> names(String remedy, Function<String, K> parser) {
        var names = new TreeMap<K, String>();
        for (String field : node.propertyNames()) {
            known.add(field);
            try {
                names.put(parser.apply(field), field);
            } catch (IllegalArgumentException _) {
                faults.add(new ConfigFault(at(field), "a name that cannot be", remedy));
            }
        }
        return names;
    }

    /** Writes down the fields that nobody asked for. */
    void refuseOthers() {
        for (String field : node.propertyNames()) {
            if (!known.contains(field)) {
                fault(
                        field,
                        "this field is unknown; known here: "
                                + known.stream().sorted().toList());
            }
        }
    }

    static String shown(JsonNode there) {
        String text = there.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
