package dev.understudy.provider.wire;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Values to and from the engine's wire form, in which typed values are structs with a signature in a reserved field. */
public final class WireValues {
    /** The text that stands for an unknown value. */
    static final String UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    /** All texts that stand for one: the engine has another for each type. */
    private static final Set<String> UNKNOWNS = Set.of(
            UNKNOWN,
            "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a boolean
            "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
            "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
            "030794c1-ac77-496b-92df-f27374a8bd58", // an asset
            "e48ece36-62e2-4504-bad9-02848725956a", // an archive
            "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"); // a map

    static final String SIGNATURE = "4dabf18193072939515e22adb298388d";
    static final String SECRET = "1b47061264138c4ac30d75fd1eb44270";
    static final String RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
    static final String OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    static final String ASSET = "c44067f5952c0a294b673a41bacd8c17";
    static final String ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

    private WireValues() {}

    /** The fields of a struct. */
    public static Obj read(Struct struct) {
        var fields = new TreeMap<String, PropertyValue>();
        struct.getFieldsMap().forEach((name, value) -> fields.put(name, read(value)));
        return new Obj(fields);
    }

    static PropertyValue read(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> new PropertyValue.Null();
            case BOOL_VALUE -> new PropertyValue.Bool(value.getBoolValue());
            case NUMBER_VALUE -> new PropertyValue.Num(value.getNumberValue());
            case STRING_VALUE ->
                UNKNOWNS.contains(value.getStringValue())
                        ? new PropertyValue.Unknown()
                        : new PropertyValue.Text(value.getStringValue());
            case LIST_VALUE ->
                new PropertyValue.Items(value.getListValue().getValuesList().stream()
                        .map(WireValues::read)
                        .toList());
            case STRUCT_VALUE -> readTyped(value.getStructValue());
        };
    }

    private static PropertyValue readTyped(Struct struct) {
        var signature = struct.getFieldsOrDefault(SIGNATURE, Value.getDefaultInstance());
        return switch (signature.getStringValue()) {
            case SECRET -> new PropertyValue.Secret(read(struct.getFieldsOrDefault("value", nothing())));
            case OUTPUT -> readOutput(struct);
            case RESOURCE -> readResource(struct);
            case ASSET, ARCHIVE -> new PropertyValue.Asset(read(struct));
            default -> read(struct);
        };
    }

    private static PropertyValue readOutput(Struct struct) {
        var dependencies =
                struct
                        .getFieldsOrDefault("dependencies", Value.getDefaultInstance())
                        .getListValue()
                        .getValuesList()
                        .stream()
                        .map(Value::getStringValue)
                        .toList();
        var value =
                struct.containsFields("value") ? read(struct.getFieldsOrThrow("value")) : new PropertyValue.Unknown();
        var secret =
                struct.getFieldsOrDefault("secret", Value.getDefaultInstance()).getBoolValue();
        return new PropertyValue.Output(value, secret, dependencies);
    }

    private static PropertyValue readResource(Struct struct) {
        return new PropertyValue.Resource(
                struct.getFieldsOrDefault("urn", Value.getDefaultInstance()).getStringValue(),
                read(struct.getFieldsOrDefault("id", nothing())),
                struct.getFieldsOrDefault("packageVersion", Value.getDefaultInstance())
                        .getStringValue());
    }

    /** A struct with the fields. */
    public static Struct write(Obj object) {
        var struct = Struct.newBuilder();
        object.fields().forEach((name, value) -> struct.putFields(name, write(value)));
        return struct.build();
    }

    static Value write(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Null _ -> nothing();
            case PropertyValue.Bool(var bool) ->
                Value.newBuilder().setBoolValue(bool).build();
            case PropertyValue.Num(var number) ->
                Value.newBuilder().setNumberValue(number).build();
            case PropertyValue.Text(var text) -> text(text);
            case PropertyValue.Unknown _ -> text(UNKNOWN);
            case PropertyValue.Items(var values) ->
                list(values.stream().map(WireValues::write).toList());
            case Obj object -> Value.newBuilder().setStructValue(write(object)).build();
            case PropertyValue.Asset(var content) ->
                Value.newBuilder().setStructValue(write(content)).build();
            case PropertyValue.Secret(var inner) -> typed(SECRET, Map.of("value", write(inner)));
            case PropertyValue.Output output -> writeOutput(output);
            case PropertyValue.Resource(var urn, var id, var version) ->
                typed(RESOURCE, Map.of("urn", text(urn), "id", write(id), "packageVersion", text(version)));
        };
    }

    private static Value writeOutput(PropertyValue.Output output) {
        var fields = new TreeMap<String, Value>();
        if (!(output.value() instanceof PropertyValue.Unknown)) {
            fields.put("value", write(output.value()));
        }
        fields.put("secret", Value.newBuilder().setBoolValue(output.secret()).build());
        var urns = new ArrayList<Value>();
        output.dependencies().forEach(urn -> urns.add(text(urn)));
        fields.put("dependencies", list(urns));
        return typed(OUTPUT, fields);
    }

    private static Value typed(String signature, Map<String, Value> fields) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(fields).putFields(SIGNATURE, text(signature)))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value list(List<Value> values) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(values))
                .build();
    }

    private static Value nothing() {
        return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    }
}
