package dev.understudy.provider.local;

import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Provisions;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The zone that shall write, of data that is kept in several: the program's first one, unless the newest revision names
 * another. No update moves the writer; the agents do, and an update finds it done.
 */
final class DesiredWriter {
    static final String FIELD = "desiredWriter";

    private DesiredWriter() {}

    /** @param part what each zone has of the data, such as "server" */
    static Obj overlay(
            Call call,
            Urn urn,
            String service,
            @Nullable Ownership ownership,
            List<String> zones,
            String part,
            Obj last) {
        var declared = PropertyValue.text(zones.getFirst());
        var provision = Provisions.of(call, urn, service, ownership);
        if (provision.isEmpty()) {
            return Obj.EMPTY.with(FIELD, last.has(FIELD) ? last.get(FIELD) : declared);
        }
        var writer = provision.get().writer().map(ZoneId::value);
        if (writer.isPresent() && !zones.contains(writer.get())) {
            call.engine()
                    .warn(
                            urn,
                            "the ledger wants the writer in " + writer.get() + ", where the program has no " + part
                                    + "; it has " + zones);
            return Obj.EMPTY.with(FIELD, declared);
        }
        return Obj.EMPTY.with(
                FIELD, writer.<PropertyValue>map(PropertyValue::text).orElse(declared));
    }

    /**
     * Says so where the writer is in another zone than it shall be.
     *
     * @param what the data, such as "database orders"
     * @param why an update cannot move it
     */
    static void warn(Call call, Urn urn, String what, ZoneId writer, @Nullable String desired, String why) {
        if (desired != null && !desired.equals(writer.value())) {
            call.engine()
                    .warn(
                            urn,
                            what + " has its writer in " + writer + ", not in " + desired
                                    + ": an update never moves it, because " + why
                                    + "; the agents do, or understudy migrate");
        }
    }

    /** What an import takes over of data that is there. */
    static Obj found(Collection<ZoneId> zones, ZoneId writer) {
        return Obj.EMPTY.with("zones", zones(zones)).with(FIELD, PropertyValue.text(writer.value()));
    }

    static PropertyValue zones(Collection<ZoneId> zones) {
        return new PropertyValue.Items(zones.stream()
                .<PropertyValue>map(zone -> PropertyValue.text(zone.value()))
                .toList());
    }
}
