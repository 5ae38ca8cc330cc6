package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from the engine's values and writes them back. A component marked {@link Nullable} may be left out.
 * Components are text, boolean, int, long, double, an enum (by its lower-case name), a list, a map by text, a record, or a
 * {@link PropertyValue} as it came. A record's own constructor says what its numbers may be: what it throws becomes a
 * fault at the record's path, or at a field's when it throws {@link InvalidInput}.
 */
public final class PropertyCodec {
    private PropertyCodec() {}

    /** What became of reading a record. */
    public sealed interface Read<T> {
        /** Everything is there. */
        record Known<T>(T value) implements Read<T> {}

        /** What is there is right, but something in it is not known yet. */
        record Pending<T>() implements Read<T> {}

        /** Something is wrong; every fault that could be found. */
        record Wrong<T>(List<Fault> faults) implements Read<T> {
            public Wrong {
                faults = List.copyOf(faults);
            }
        }
    }

    /** Reads a record; secrets are opened. Fields that the record does not have are ignored. */
    public static <T> Read<T> read(Obj fields, Class<T> type) {
        var reading = new Reading();
        Object value = reading.record(fields, type, "");
        if (!reading.faults.isEmpty()) {
            return new Read.Wrong<>(reading.faults);
        }
        return value == null ? new Read.Pending<>() : new Read.Known<>(type.cast(value));
    }

    /**
     * Reads a record of which everything must be known.
     *
     * @throws InvalidInput when something is wrong or unknown
     */
    public static <T> T require(Obj fields, Class<T> type) {
        return switch (read(fields, type)) {
            case Read.Known<T>(T value) -> value;
            case Read.Pending<T> _ ->
                throw new InvalidInput("", "a value is not known yet; allowed here: known values only");
            case Read.Wrong<T>(var faults) -> throw new InvalidInput(faults);
        };
    }

    /** Names in the fields that the record does not have, each as a fault that says which there are. */
    public static List<Fault> unexpected(Obj fields, Class<?> type) {
        var known = new HashSet<String>();
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(known::add);
        return fields.fields().keySet().stream()
                .filter(name -> !known.contains(name) && !name.startsWith("__"))
                .map(name -> new Fault(
                        name,
                        "there is no such property; allowed: "
                                + known.stream().sorted().toList()))
                .toList();
    }

    /** Writes a record; components that are null are left out. */
    public static Obj write(Record record) {
        var fields = new TreeMap<String, PropertyValue>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = get(record, component);
            if (value != null) {
                fields.put(component.getName(), writeValue(value));
            }
        }
        return new Obj(fields);
    }

    private static PropertyValue writeValue(Object value) {
        return switch (value) {
            case PropertyValue property -> property;
            case String text -> new PropertyValue.Text(text);
            case Boolean bool -> new PropertyValue.Bool(bool);
            case Number number -> new PropertyValue.Num(number.doubleValue());
            case Enum<?> constant -> new PropertyValue.Text(constant.name().toLowerCase(Locale.ROOT));
            case List<?> items ->
                new PropertyValue.Items(
                        items.stream().map(PropertyCodec::writeValue).toList());
            case Map<?, ?> map -> {
                var fields = new TreeMap<String, PropertyValue>();
                map.forEach((name, item) -> fields.put(name.toString(), writeValue(item)));
                yield new Obj(fields);
            }
            case Record record -> write(record);
            default ->
                throw new IllegalStateException(
                        "no wire form for " + value.getClass().getName());
        };
    }

    private static @Nullable Object get(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** One pass over one value: collects every fault, and answers null where a value is unknown or wrong. */
    private static final class Reading {
        private final List<Fault> faults = new ArrayList<>();

        @Nullable
        Object record(Obj fields, Class<?> type, String path) {
            var components = type.getRecordComponents();
            var arguments = new @Nullable Object[components.length];
            boolean complete = true;
            for (int i = 0; i < components.length; i++) {
                var component = components[i];
                var at = Path.field(path, component.getName());
                var value = fields.get(component.getName()).plainTop();
                if (value instanceof PropertyValue.Null) {
                    if (!isOptional(component.getAnnotatedType())) {
                        faults.add(new Fault(at, at + " is missing; allowed: " + allowed(component.getGenericType())));
                        complete = false;
                    }
                    continue;
                }
                arguments[i] = value(value, component.getGenericType(), at);
                complete &= arguments[i] != null;
            }
            return complete ? construct(type, arguments, path) : null;
        }

        private @Nullable Object construct(Class<?> type, @Nullable Object[] arguments, String path) {
            try {
                var types = Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                var constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                switch (e.getCause()) {
                    case InvalidInput invalid -> invalid.faults().forEach(fault -> faults.add(fault.under(path)));
                    case IllegalArgumentException wrong ->
                        faults.add(new Fault(path, String.valueOf(wrong.getMessage())));
                    case RuntimeException ours -> throw ours;
                    case null, default -> throw new IllegalStateException(e);
                }
                return null;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make a " + type.getName(), e);
            }
        }

        private @Nullable Object value(PropertyValue value, Type type, String path) {
            if (type == PropertyValue.class) {
                return value;
            }
            return switch (value) {
                case PropertyValue.Unknown _ -> null;
                case PropertyValue.Text(var text) when type == String.class -> text;
                case PropertyValue.Text(var text)
                when type instanceof Class<?> wanted && wanted.isEnum() -> constant(text, wanted, path);
                case PropertyValue.Bool(var bool) when type == boolean.class || type == Boolean.class -> bool;
                case PropertyValue.Num(var number) when isNumber(type) -> number(number, type, path);
                case PropertyValue.Items(var items) when rawType(type) == List.class -> list(items, type, path);
                case Obj object when type == Obj.class -> object;
                case Obj object when rawType(type) == Map.class -> map(object, type, path);
                case Obj object
                when type instanceof Class<?> wanted && wanted.isRecord() -> record(object, wanted, path);
                default -> {
                    faults.add(new Fault(path, path + " is " + value.show() + "; allowed: " + allowed(type)));
                    yield null;
                }
            };
        }

        private @Nullable Object constant(String text, Class<?> type, String path) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).equals(text)) {
                    return constant;
                }
            }
            faults.add(new Fault(path, path + " is \"" + text + "\"; allowed: " + allowed(type)));
            return null;
        }

        private @Nullable Object number(double number, Type type, String path) {
            if (type == double.class || type == Double.class) {
                return number;
            }
            boolean isInt = type == int.class || type == Integer.class;
            if (number != Math.rint(number) || (isInt && Math.abs(number) > Integer.MAX_VALUE)) {
                faults.add(new Fault(path, path + " is " + number + "; allowed: a whole number"));
                return null;
            }
            if (isInt) {
                return (int) number;
            }
            return (long) number;
        }

        private @Nullable List<Object> list(List<PropertyValue> items, Type type, String path) {
            var item = ((ParameterizedType) type).getActualTypeArguments()[0];
            var values = new ArrayList<Object>();
            for (int i = 0; i < items.size(); i++) {
                var value = value(items.get(i).plainTop(), item, Path.item(path, i));
                if (value != null) {
                    values.add(value);
                }
            }
            return values.size() == items.size() ? values : null;
        }

        private @Nullable Map<String, Object> map(Obj object, Type type, String path) {
            var item = ((ParameterizedType) type).getActualTypeArguments()[1];
            var values = new TreeMap<String, Object>();
            object.fields().forEach((name, field) -> {
                var value = value(field.plainTop(), item, Path.field(path, name));
                if (value != null) {
                    values.put(name, value);
                }
            });
            return values.size() == object.fields().size() ? values : null;
        }
    }

    private static boolean isOptional(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static boolean isNumber(Type type) {
        return type == int.class
                || type == long.class
                || type == double.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class;
    }

    private static @Nullable Type rawType(Type type) {
        return type instanceof ParameterizedType generic ? generic.getRawType() : null;
    }

    private static String allowed(Type type) {
        if (type == String.class) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (isNumber(type)) {
            return type == double.class || type == Double.class ? "a number" : "a whole number";
        }
        if (rawType(type) == List.class) {
            return "a list";
        }
        if (type instanceof Class<?> wanted && wanted.isEnum()) {
            return Arrays.stream(wanted.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        return "a map";
    }
}
