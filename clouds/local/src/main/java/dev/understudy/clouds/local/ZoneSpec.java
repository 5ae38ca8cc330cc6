package dev.understudy.clouds.local;

import dev.understudy.core.zone.Zone;

/** A zone to have. {@code edge} and {@code control} are places of the cloud itself and cannot be zones. */
public record ZoneSpec(Zone zone) {
    public ZoneSpec {
        if (Places.RESERVED.contains(zone.id().value())) {
            throw new IllegalArgumentException("zone id is \"" + zone.id() + "\"; allowed: any but " + Places.RESERVED
                    + ", which the cloud keeps");
        }
    }
}
