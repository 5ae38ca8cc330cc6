package dev.understudy.provider.local;

import dev.understudy.provider.resources.ResourceHandler;
import java.util.List;

/** All resources of the local cloud. */
public final class LocalResources {
    private LocalResources() {}

    public static List<ResourceHandler> all() {
        return List.of(
                new LocalHandler<>(new Zones()),
                new LocalHandler<>(new Databases()),
                new LocalHandler<>(new Volumes()),
                new LocalHandler<>(new InstanceGroups()),
                new LocalHandler<>(new LoadBalancers()),
                new LocalHandler<>(new ZoneAgents()));
    }
}
