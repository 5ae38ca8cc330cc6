package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.TreeMap;

/**
 * Puts secrecy back. A provider that accepts secrets must mark them itself in everything it returns: outputs, what it
 * read, and what it says of a half-made resource.
 */
public final class Secrets {
    private Secrets() {}

    /** The outputs, in which every field that is secret in the model is secret again, at the same path. */
    public static Obj like(Obj model, Obj outputs) {
        return (Obj) like((PropertyValue) model, outputs);
    }

    private static PropertyValue like(PropertyValue model, PropertyValue value) {
        return switch (model) {
            case PropertyValue.Secret _ -> hide(value);
            case PropertyValue.Output(var inner, var secret, var _) -> secret ? hide(value) : like(inner, value);
            case Obj(var models)
            when value instanceof Obj(var values) -> {
                var next = new TreeMap<String, PropertyValue>();
                values.forEach((name, field) ->
                        next.put(name, models.containsKey(name) ? like(models.get(name), field) : field));
                yield new Obj(next);
            }
            case PropertyValue.Items(var models)
            when value instanceof PropertyValue.Items(var values) ->
                // Items have no names to match by: one secret among them hides them all.
                models.stream().anyMatch(PropertyValue::hasSecret) ? hide(value) : value;
            case Obj _, PropertyValue.Items _, PropertyValue.Null _ -> value;
            case PropertyValue.Bool _, PropertyValue.Num _, PropertyValue.Text _ -> value;
            case PropertyValue.Unknown _, PropertyValue.Resource _, PropertyValue.Asset _ -> value;
        };
    }

    private static PropertyValue hide(PropertyValue value) {
        return value instanceof PropertyValue.Secret ? value : new PropertyValue.Secret(value);
    }
}
