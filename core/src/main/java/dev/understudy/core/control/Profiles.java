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

    /** What the primary has and does, told for every zone; a zone where nothing runs is idle. */
    static List<ShadowProfile> of(ShadowedService service, FleetView fleet, Instant now) {
        var primary = fleet.lastLoad(service.primary());
        int instances = Math.max(1, primary.map(ServiceLoad::instances).orElse(1));
        double mutation = primary.map(ServiceLoad::mutationPerSecond).orElse(0.0);
        var freshAt = primary.map(ServiceLoad::at).orElse(now);
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
                        fleet.load(zone.id(), now).map(ServiceLoad::utilisation).orElse(0.0),
                        freshAt))
                .toList();
    }

    private static ShadowProfile.Role role(ShadowedService service, ZoneId zone) {
        if (zone.equals(service.primary())) {
            return ShadowProfile.Role.PRIMARY;
        }
        return zone.equals(service.shadow()) ? ShadowProfile.Role.SHADOW : ShadowProfile.Role.CANDIDATE;
    }
}
