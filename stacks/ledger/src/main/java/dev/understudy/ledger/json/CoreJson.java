package dev.understudy.ledger.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The one JSON mapper of the product. Ids are plain strings, also as keys; weights are an object of basis points by
 * zone; a fence is a number; times are ISO 8601; sealed types carry their case in {@code kind}, its name beginning in
 * lower case. Reading is strict: a property that is unknown, missing, doubled, null or of another type is refused with its
 * path. Only an {@code Optional}, and a {@code Provision} that says nothing, may be left out.
 */
public final class CoreJson {
    private static final JsonMapper MAPPER = build();

    private CoreJson() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** A value as JSON on one line. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A value as JSON on one line, UTF-8. */
    public static byte[] writeBytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with one sentence that names the path of the fault
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(sentence(e), e);
        }
    }

    /** As {@link #read(String, Class)}, from UTF-8. */
    public static <T> T read(byte[] json, Class<T> type) {
        return read(new String(json, StandardCharsets.UTF_8), type);
    }

    /** What is wrong with a JSON text, in one sentence that begins with the path of the fault. */
    public static String sentence(JacksonException fault) {
        String what = switch (fault) {
            case UnrecognizedPropertyException unknown -> "is not known; allowed: " + unknown.getKnownPropertyIds();
            case InvalidTypeIdException _ -> "has a missing or unknown kind: " + firstLine(fault);
            case ValueInstantiationException refused
            when refused.getCause() != null -> String.valueOf(refused.getCause().getMessage());
            case InvalidFormatException format -> "is \"" + format.getValue() + "\": " + firstLine(fault);
            case MismatchedInputException _ -> firstLine(fault);
            default ->
                firstLine(fault) + " at line " + fault.getLocation().getLineNr() + ", column "
                        + fault.getLocation().getColumnNr();
        };
        if (what.startsWith("Missing required creator property")) {
            what = "is missing";
        }
        String path = path(fault);
        return path.isEmpty() ? what : path + " " + what;
    }

    private static String path(JacksonException fault) {
        var path = new StringBuilder();
        for (var step : fault.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String firstLine(JacksonException fault) {
        String message = String.valueOf(fault.getOriginalMessage());
        return message.lines().findFirst().orElse(message);
    }

    private static JsonMapper build() {
        var module = new SimpleModule("understudy-core");
        id(module, ZoneId.class, ZoneId::value, ZoneId::new);
        id(module, ServiceId.class, ServiceId::value, ServiceId::new);
        id(module, AccountId.class, AccountId::value, AccountId::new);
        module.addSerializer(Fence.class, new FenceWriter());
        module.addDeserializer(Fence.class, new FenceReader());
        module.addSerializer(Weights.class, new WeightsWriter());
        module.addDeserializer(Weights.class, new WeightsReader());
        module.addSerializer(Provision.class, new ProvisionJson.Writer());
        module.addDeserializer(Provision.class, new ProvisionJson.Reader());
        return JsonMapper.builder()
                .annotationIntrospector(new SealedTypes())
                .addModule(module)
                .changeDefaultPropertyInclusion(now -> now.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private static <T> void id(
            SimpleModule module, Class<T> type, Function<T, String> text, Function<String, T> parse) {
        module.addSerializer(type, new IdWriter<>(text));
        module.addDeserializer(type, new IdReader<>(type, parse));
        module.addKeySerializer(type, new IdKeyWriter<>(text));
        module.addKeyDeserializer(type, new IdKeyReader<>(type, parse));
    }

    private static <T> T parsed(DeserializationContext context, Class<T> type, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw ValueInstantiationException.from(
                    context.getParser(), String.valueOf(e.getMessage()), context.constructType(type), e);
        }
    }

    private static final class IdWriter<T> extends ValueSerializer<T> {
        private final Function<T, String> text;

        IdWriter(Function<T, String> text) {
            this.text = text;
        }

        @Override
        public void serialize(T id, JsonGenerator out, SerializationContext context) {
            out.writeString(text.apply(id));
        }
    }

    private static final class IdKeyWriter<T> extends ValueSerializer<T> {
        private final Function<T, String> text;

        IdKeyWriter(Function<T, String> text) {
            this.text = text;
        }

        @Override
        public void serialize(T id, JsonGenerator out, SerializationContext context) {
            out.writeName(text.apply(id));
        }
    }

    private static final class IdReader<T> extends ValueDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;

        IdReader(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            return parsed(context, type, context.readValue(in, String.class), parse);
        }
    }

    private static final class IdKeyReader<T> extends KeyDeserializer {
        private final Class<T> type;
        private final Function<String, T> parse;

        IdKeyReader(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return parsed(context, type, key, parse);
        }
    }

    private static final class FenceWriter extends ValueSerializer<Fence> {
        @Override
        public void serialize(Fence fence, JsonGenerator out, SerializationContext context) {
            out.writeNumber(fence.epoch());
        }
    }

    private static final class FenceReader extends ValueDeserializer<Fence> {
        @Override
        public Fence deserialize(JsonParser in, DeserializationContext context) {
            long epoch = context.readValue(in, long.class);
            try {
                return new Fence(epoch);
            } catch (IllegalArgumentException e) {
                throw ValueInstantiationException.from(
                        in, String.valueOf(e.getMessage()), context.constructType(Fence.class), e);
            }
        }
    }

    private static final class WeightsWriter extends ValueSerializer<Weights> {
        @Override
        public void serialize(Weights weights, JsonGenerator out, SerializationContext context) {
            out.writeStartObject(weights);
            weights.shares().forEach((zone, share) -> out.writeNumberProperty(zone.value(), share));
            out.writeEndObject();
        }
    }

    private static final class WeightsReader extends ValueDeserializer<Weights> {
        @Override
        public Weights deserialize(JsonParser in, DeserializationContext context) {
            SortedMap<ZoneId, Integer> shares = context.readValue(
                    in, context.getTypeFactory().constructMapType(SortedMap.class, ZoneId.class, Integer.class));
            if (shares.values().stream().anyMatch(Objects::isNull)) {
                return context.reportInputMismatch(Weights.class, "a share is null; allowed: whole basis points");
            }
            try {
                return new Weights(shares);
            } catch (IllegalArgumentException e) {
                throw ValueInstantiationException.from(
                        in, String.valueOf(e.getMessage()), context.constructType(Weights.class), e);
            }
        }
    }
}
