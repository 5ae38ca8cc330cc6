package dev.understudy.reconciler;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A resource that has what a revision may say beside the weights. */
sealed interface Holding {
    String GROUP_TYPE = "understudy:local:InstanceGroup";
    String DATABASE_TYPE = "understudy:local:Database";
    String VOLUME_TYPE = "understudy:local:Volume";

    /** Its name in the engine. */
    String urn();

    ServiceId service();

    /** Whether what a revision says is in force here, as far as it concerns this resource. */
    boolean has(Provision provision);

    /**
     * Instances of a service in one zone.
     *
     * @param follows whether it goes by what revisions say
     * @param declared what the program wants where a revision says nothing
     * @param full what one instance can do when a revision says how many run
     * @param slots how many there is room for
     * @param running what runs
     */
    record Group(
            String urn,
            ServiceId service,
            ZoneId zone,
            boolean follows,
            Size declared,
            double full,
            int slots,
            Size running)
            implements Holding {
        @Override
        public boolean has(Provision provision) {
            Integer wanted = provision.instances().get(zone);
            return !follows || running.equals(wanted == null ? declared : new Size(Math.min(wanted, slots), full));
        }
    }

    /** So many instances, each of which can serve so many requests per second. */
    record Size(int instances, double capacityPerSecond) {}

    /**
     * Data with one writer: a replicated database, or a volume.
     *
     * @param follows whether it goes by what revisions say
     * @param writer where writes go; empty while nobody takes them
     */
    record Data(String urn, ServiceId service, boolean follows, Optional<ZoneId> writer) implements Holding {
        @Override
        public boolean has(Provision provision) {
            return !follows
                    || provision.writer().isEmpty()
                    || provision.writer().equals(writer);
        }
    }

    /** Reads it from a resource's outputs; empty when it is of another type, or was never made. */
    static Optional<Holding> of(String urn, JsonNode outputs) {
        String type = Urns.type(urn);
        String service = outputs.path("service").asString("");
        if (service.isEmpty()) {
            return Optional.empty();
        }
        boolean follows = !outputs.path("ownership").asString("").equals("iac");
        return switch (type) {
            case GROUP_TYPE -> Optional.of(group(urn, new ServiceId(service), follows, outputs));
            case DATABASE_TYPE, VOLUME_TYPE ->
                Optional.of(new Data(
                        urn,
                        new ServiceId(service),
                        follows,
                        Optional.of(outputs.path("writer").asString(""))
                                .filter(zone -> !zone.isEmpty())
                                .map(ZoneId::new)));
            default -> Optional.empty();
        };
    }

    private static Group group(String urn, ServiceId service, boolean follows, JsonNode outputs) {
        int instances = outputs.path("instances").asInt(0);
        double capacity = outputs.path("capacityPerSecond").asDouble(0);
        return new Group(
                urn,
                service,
                new ZoneId(outputs.path("zone").asString("")),
                follows,
                new Size(instances, capacity),
                outputs.path("fullCapacityPerSecond").asDouble(capacity),
                outputs.path("slots").asInt(Math.max(1, instances)),
                new Size(
                        outputs.path("desiredInstances").asInt(instances),
                        outputs.path("desiredCapacityPerSecond").asDouble(capacity)));
    }
}
