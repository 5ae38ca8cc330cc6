package dev.understudy.provider.wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A value of the engine: what a program gives and a state keeps. */
public sealed interface PropertyValue {
    /** Nothing. */
    record Null() implements PropertyValue {}

    /** True or false. */
    record Bool(boolean value) implements PropertyValue {}

    /** Any number; the engine knows only doubles. */
    record Num(double value) implements PropertyValue {}

    /** Text. */
    record Text(String value) implements PropertyValue {}

    /** An ordered list. */
    record Items(List<PropertyValue> values) implements PropertyValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Values by name. Sorted, so that two equal ones print alike. */
    record Obj(SortedMap<String, PropertyValue> fields) implements PropertyValue {
        public static final Obj EMPTY = new Obj(new TreeMap<>());

        public Obj {
            fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        }

        public Obj(Map<String, ? extends PropertyValue> fields) {
            this(new TreeMap<>(fields));
        }

        /** The value of a field; {@link Null} when it is not there. */
        public PropertyValue get(String name) {
            return fields.getOrDefault(name, new Null());
        }

        public boolean has(String name) {
            return !(get(name) instanceof Null);
        }

        /** The same with one field set. */
        public Obj with(String name, PropertyValue value) {
            var next = new TreeMap<>(fields);
            next.put(name, value);
            return new Obj(next);
        }

        /** The same with the other's fields laid over. */
        public Obj with(Obj other) {
            var next = new TreeMap<>(fields);
            next.putAll(other.fields);
            return new Obj(next);
        }

        /** The same without one field. */
        public Obj without(String name) {
            var next = new TreeMap<>(fields);
            next.remove(name);
            return new Obj(next);
        }
    }

    /** A value to be kept from sight and encrypted in the state. */
    record Secret(PropertyValue value) implements PropertyValue {
        @Override
        public String toString() {
            return "[secret]";
        }
    }

    /** A value that nobody knows before the resources it comes from exist. */
    record Unknown() implements PropertyValue {}

    /**
     * A value with the resources it came from.
     *
     * @param value the value; {@link Unknown} during a preview
     * @param secret whether it is to be kept from sight
     * @param dependencies URNs of the resources it came from
     */
    record Output(PropertyValue value, boolean secret, List<String> dependencies) implements PropertyValue {
        public Output {
            dependencies = List.copyOf(dependencies);
        }

        @Override
        public String toString() {
            return secret ? "[secret]" : value.toString();
        }
    }

    /**
     * A reference to a resource.
     *
     * @param urn the resource
     * @param id its id; {@link Null} for a component, {@link Unknown} during a preview
     * @param packageVersion version of the package that owns it, empty when not given
     */
    record Resource(String urn, PropertyValue id, String packageVersion) implements PropertyValue {}

    /** An asset or archive, handed on as it came. */
    record Asset(Obj content) implements PropertyValue {}

    /** The value without its own secrecy and origin; what is inside keeps theirs. */
    default PropertyValue plainTop() {
        return switch (this) {
            case Secret(var inner) -> inner.plainTop();
            case Output(var inner, var _, var _) -> inner.plainTop();
            case Null _, Bool _, Num _, Text _, Items _, Obj _, Unknown _, Resource _, Asset _ -> this;
        };
    }

    /** The value without its secrecy and its origin, all the way down. */
    default PropertyValue plain() {
        return switch (this) {
            case Secret(var inner) -> inner.plain();
            case Output(var inner, var _, var _) -> inner.plain();
            case Items(var values) ->
                new Items(values.stream().map(PropertyValue::plain).toList());
            case Obj(var fields) -> {
                var next = new TreeMap<String, PropertyValue>();
                fields.forEach((name, value) -> next.put(name, value.plain()));
                yield new Obj(next);
            }
            case Null _, Bool _, Num _, Text _, Unknown _, Resource _, Asset _ -> this;
        };
    }

    /** Whether it, or anything in it, is not known yet. */
    default boolean hasUnknown() {
        return switch (this) {
            case Unknown _ -> true;
            case Secret(var inner) -> inner.hasUnknown();
            case Output(var inner, var _, var _) -> inner.hasUnknown();
            case Items(var values) -> values.stream().anyMatch(PropertyValue::hasUnknown);
            case Obj(var fields) -> fields.values().stream().anyMatch(PropertyValue::hasUnknown);
            case Resource(var _, var id, var _) -> id.hasUnknown();
            case Null _, Bool _, Num _, Text _, Asset _ -> false;
        };
    }

    /** Whether it, or anything in it, is to be kept from sight. */
    default boolean hasSecret() {
        return switch (this) {
            case Secret _ -> true;
            case Output(var inner, var secret, var _) -> secret || inner.hasSecret();
            case Items(var values) -> values.stream().anyMatch(PropertyValue::hasSecret);
            case Obj(var fields) -> fields.values().stream().anyMatch(PropertyValue::hasSecret);
            case Null _, Bool _, Num _, Text _, Unknown _, Resource _, Asset _ -> false;
        };
    }

    /** What sort of value it is, for a message. */
    default String sort() {
        return switch (this) {
            case Null _ -> "nothing";
            case Bool _ -> "a boolean";
            case Num _ -> "a number";
            case Text _ -> "a text";
            case Items _ -> "a list";
            case Obj _ -> "a map";
            case Secret(var inner) -> inner.sort();
            case Unknown _ -> "an unknown";
            case Output(var inner, var _, var _) -> inner.sort();
            case Resource _ -> "a resource";
            case Asset _ -> "an asset";
        };
    }

    /** The value as a person would write it, secrets hidden. */
    default String show() {
        return switch (this) {
            case Null _ -> "nothing";
            case Bool(var value) -> Boolean.toString(value);
            case Num(var value) ->
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value);
            case Text(var value) -> '"' + value + '"';
            case Items(var values) ->
                values.stream().map(PropertyValue::show).collect(Collectors.joining(", ", "[", "]"));
            case Obj(var fields) ->
                fields.entrySet().stream()
                        .map(field -> field.getKey() + ": " + field.getValue().show())
                        .collect(Collectors.joining(", ", "{", "}"));
            case Secret _ -> "[secret]";
            case Unknown _ -> "[unknown]";
            case Output(var inner, var secret, var _) -> secret ? "[secret]" : inner.show();
            case Resource(var urn, var _, var _) -> urn;
            case Asset _ -> "[asset]";
        };
    }

    static Text text(String value) {
        return new Text(value);
    }

    static Num number(double value) {
        return new Num(value);
    }
}
