package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.loop.Sightings;
import dev.understudy.agent.tasks.Instances;
import dev.understudy.agent.tasks.Refresh;
import dev.understudy.agent.tasks.ServiceTasks;
import dev.understudy.agent.tasks.Tasks;
import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.WeightsLedger;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an agent reaches of one service.
 *
 * @param service as the configuration has it
 * @param instances in every zone
 * @param balancer to look at
 * @param admin the same balancer, to change; empty when this agent may not
 * @param data its database or volume; empty when it keeps nothing
 */
record ServiceWorld(
        AgentConfig.Service service,
        Instances instances,
        LoadBalancer balancer,
        Optional<LoadBalancer> admin,
        Optional<DataReplica> data)
        implements AutoCloseable {
    static ServiceWorld open(
            AgentConfig.Service service,
            Optional<Path> localCloud,
            Surroundings around,
            Identity identity,
            HttpClient client) {
        return new ServiceWorld(
                service,
                new Instances(service.endpoints(), client),
                around.balancers().apply(service, identity),
                service.admin().map(_ -> around.admins().apply(service, identity)),
                service.database()
                        .or(service::volume)
                        .map(_ -> around.replicas().of(service, localCloud.orElseThrow(), identity)));
    }

    ShadowedService declared() {
        return service.declared();
    }

    ServiceId id() {
        return declared().service();
    }

    /** Does the tasks of the service. */
    Tasks.Work tasks(WeightsLedger ledger, Supplier<List<ShadowProfile>> profiles, Sightings sightings) {
        return new ServiceTasks(
                instances,
                data,
                balancer,
                admin,
                zone -> wanted(zone, sightings),
                new Refresh(id(), ledger, profiles, data),
                declared().policy().saga().patience());
    }

    /** Instances that shall run in a zone: what the newest revision says, else the program; 0 where neither does. */
    private int wanted(ZoneId zone, Sightings sightings) {
        var provisioned = sightings
                .head(id())
                .flatMap(head -> Optional.ofNullable(
                        head.what().change().provision().instances().get(zone)));
        if (provisioned.isPresent()) {
            return provisioned.get();
        }
        if (zone.equals(declared().primary())) {
            return declared().sizing().primaryInstances();
        }
        return zone.equals(declared().shadow()) ? declared().sizing().shadowInstances() : 0;
    }

    @Override
    public void close() {
        data.ifPresent(DataReplica::close);
        admin.ifPresent(LoadBalancer::close);
        balancer.close();
    }
}
