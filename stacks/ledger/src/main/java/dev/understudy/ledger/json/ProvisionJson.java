package dev.understudy.ledger.json;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Writes and reads a {@link Provision}; one that is left out says that everything is as declared. */
final class ProvisionJson {
    private ProvisionJson() {}

    /** What stands in the text. */
    record Shape(SortedMap<ZoneId, Integer> instances, Optional<ZoneId> writer) {}

    static final class Writer extends ValueSerializer<Provision> {
        @Override
        public void serialize(Provision provision, JsonGenerator out, SerializationContext context) {
            context.writeValue(out, new Shape(provision.instances(), provision.writer()));
        }

        @Override
        public boolean isEmpty(SerializationContext context, Provision provision) {
            return provision.equals(Provision.AS_DECLARED);
        }
    }

    static final class Reader extends ValueDeserializer<Provision> {
        @Override
        public Provision deserialize(JsonParser in, DeserializationContext context) {
            Shape shape = context.readValue(in, Shape.class);
            if (shape.instances().values().stream().anyMatch(Objects::isNull)) {
                return context.reportInputMismatch(
                        Provision.class, "a number of instances is null; allowed: whole numbers");
            }
            try {
                return new Provision(shape.instances(), shape.writer());
            } catch (IllegalArgumentException e) {
                throw ValueInstantiationException.from(
                        in, String.valueOf(e.getMessage()), context.constructType(Provision.class), e);
            }
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Provision.AS_DECLARED;
        }
    }
}
