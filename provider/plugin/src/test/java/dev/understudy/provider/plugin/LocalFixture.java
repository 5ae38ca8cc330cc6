package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Optional;

/** The resources under a service, made one by one as an engine makes them. */
final class LocalFixture {
    static final String ZONE_A = Rig.urn("understudy:local:Zone", "zone-a");
    static final String ZONE_B = Rig.urn("understudy:local:Zone", "zone-b");
    static final String GROUP = Rig.urn("understudy:local:InstanceGroup", "shop-zone-a");
    static final String BALANCER = Rig.urn("understudy:local:LoadBalancer", "shop");
    static final Obj GROUP_INPUTS = obj("service", "shop", "zone", "zone-a", "instances", 2, "capacityPerSecond", 200);
    static final Obj BALANCER_INPUTS = obj(
            "service", "shop",
            "endpoints", obj("zone-a", List.of("127.77.1.1:8080"), "zone-b", List.of()),
            "initial", obj("zone-a", 1, "zone-b", 0));

    private final Rig rig;

    LocalFixture(Rig rig) {
        this.rig = rig;
    }

    void zonesGroupsAndBalancer() {
        var _ = rig.up(ZONE_A, Optional.empty(), Obj.EMPTY);
        var _ = rig.up(ZONE_B, Optional.empty(), Obj.EMPTY);
        var _ = rig.up(GROUP, Optional.empty(), GROUP_INPUTS);
        var _ = rig.up(BALANCER, Optional.empty(), BALANCER_INPUTS);
    }
}
