package dev.understudy.core.control;

import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;

/** Makes the profiles of a service, one for each zone of the catalogue, so that any of them could take over. */
final class Profiles {
    private Profiles() {}

    /**
     * What the primary has and does, told for every zone; a zone where nothing runs is idle.
     *
     * @param declaredAt as fresh as numbers are that nobody has read yet
     */
    static List<ShadowProfile> of(ShadowedService service, FleetView fleet, Instant declaredAt) {
        var primary = fleet.lastLoad(service.primary());
        int instances = Math.max(1, primary.map(ServiceLoad::instances).orElse(1));
        double mutation = primary.map(ServiceLoad::mutationPerSecond).orElse(0.0);
        var size = service.size();
        return service.catalogue().stream()
                .map(zone -> new ShadowProfile(
                        service.account(),
                        service.service(),
                        zone.id(),
                        role(service, zone.id()),
                        size.cpuMillis() * instances,
                        size.memoryMiB() * instances,
                        size.storageMiB() * instances,
                        size.networkMbps() * instances,
                        mutation,
                        fleet.lastLoad(zone.id()).map(ServiceLoad::utilisation).orElse(0.0),
                        freshAt(service, fleet, zone.id(), declaredAt)))
                .toList();
    }

    /** A profile is as old as the older of the two readings it is made of: the primary's and the zone's own. */
    private static Instant freshAt(ShadowedService service, FleetView fleet, ZoneId zone, Instant declaredAt) {
        var primary = readAt(fleet, service.primary(), declaredAt);
        boolean serves = zone.equals(service.shadow()) && service.mode().capacityRatio() > 0;
        var own = serves || fleet.lastLoad(zone).isPresent() ? readAt(fleet, zone, declaredAt) : primary;
        return own.isBefore(primary) ? own : primary;
    }

    private static Instant readAt(FleetView fleet, ZoneId zone, Instant declaredAt) {
        return fleet.lastLoad(zone).map(ServiceLoad::at).orElse(declaredAt);
    }

    private static ShadowProfile.Role role(ShadowedService service, ZoneId zone) {
        if (zone.equals(service.primary())) {
            return ShadowProfile.Role.PRIMARY;
        }
        return zone.equals(service.shadow()) ? ShadowProfile.Role.SHADOW : ShadowProfile.Role.CANDIDATE;
    }
}
