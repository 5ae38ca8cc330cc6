package dev.understudy.provider.resources;

import dev.understudy.ledger.json.CoreJson;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values of the engine to and from JSON, for what other parts of the product read. */
public final class Json {
    private Json() {}

    /** A core type in its JSON form, as a value that a state can keep. */
    public static Obj of(Object coreValue) {
        return (Obj) value(CoreJson.mapper().valueToTree(coreValue));
    }

    /** A value as a JSON tree; whole numbers are written without decimals. */
    public static JsonNode tree(PropertyValue value) {
        var nodes = JsonNodeFactory.instance;
        return switch (value.plain()) {
            case PropertyValue.Null _ -> nodes.nullNode();
            case PropertyValue.Bool(var bool) -> nodes.booleanNode(bool);
            case PropertyValue.Num(var number) ->
                number == Math.rint(number) && Math.abs(number) < 1e15
                        ? nodes.numberNode((long) number)
                        : nodes.numberNode(number);
            case PropertyValue.Text(var text) -> nodes.stringNode(text);
            case PropertyValue.Items(var values) -> {
                var array = nodes.arrayNode();
                values.forEach(item -> array.add(tree(item)));
                yield array;
            }
            case Obj(var fields) -> {
                var object = nodes.objectNode();
                fields.forEach((name, field) -> object.set(name, tree(field)));
                yield object;
            }
            case PropertyValue.Secret _,
                    PropertyValue.Output _,
                    PropertyValue.Unknown _,
                    PropertyValue.Resource _,
                    PropertyValue.Asset _ -> throw new IllegalArgumentException(value.show() + " has no JSON form");
        };
    }

    private static PropertyValue value(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<String, PropertyValue>();
            node.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
            return new Obj(fields);
        }
        if (node.isArray()) {
            List<PropertyValue> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            return new PropertyValue.Items(items);
        }
        if (node.isNumber()) {
            return PropertyValue.number(node.doubleValue());
        }
        if (node.isBoolean()) {
            return new PropertyValue.Bool(node.booleanValue());
        }
        return node.isNull() ? new PropertyValue.Null() : PropertyValue.text(node.stringValue());
    }
}
