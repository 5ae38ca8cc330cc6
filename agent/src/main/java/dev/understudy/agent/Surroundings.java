package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.config.HostPort;
import dev.understudy.agent.loop.CalendarReader;
import dev.understudy.calendars.CalendarFiles;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.clouds.local.postgres.PostgresReplica;
import dev.understudy.clouds.local.volume.VolumeReplica;
import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.identity.Identity;
import dev.understudy.probes.NanoClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * What an agent stands in: clocks, chance and the load balancers.
 *
 * @param clock wall clock
 * @param nanos clock for spans of time
 * @param chance for jitter; many threads use it
 * @param balancers makes the read-only view of a service's load balancer
 * @param admins makes the view of it that takes weights; asked only where the service has an admin address
 * @param replicas makes the view of a service's database or volume; asked only where the service has one
 * @param calendars reads calendar files
 * @param leaseTtl how long a lease lasts unless renewed
 */
public record Surroundings(
        InstantSource clock,
        NanoClock nanos,
        RandomGenerator chance,
        BiFunction<AgentConfig.Service, Identity, LoadBalancer> balancers,
        BiFunction<AgentConfig.Service, Identity, LoadBalancer> admins,
        Replicas replicas,
        CalendarReader.Calendars calendars,
        Duration leaseTtl) {
    /** Reaches the database or the volume of a service. */
    @FunctionalInterface
    public interface Replicas {
        /** @param cloud socket of its control plane */
        DataReplica of(AgentConfig.Service service, Path cloud, Identity identity);
    }

    /** Time a zone goes without a leader when its agent dies, at most, give or take one renewal. */
    public static final Duration LEASE_TTL = Duration.ofSeconds(5);

    /** The real ones: the system's clocks, and HAProxy as the load balancer. */
    public static Surroundings real() {
        var clock = InstantSource.system();
        return new Surroundings(
                clock,
                NanoClock.system(),
                new Random(),
                (service, identity) -> balancer(service, service.balancer(), identity, clock),
                (service, identity) -> balancer(service, service.admin().orElseThrow(), identity, clock),
                (service, cloud, identity) -> replica(service, LocalCloudClient.of(cloud), identity, clock),
                (files, now) -> CalendarFiles.read(files, now, ZoneId.systemDefault()),
                LEASE_TTL);
    }

    private static DataReplica replica(
            AgentConfig.Service service, LocalCloudClient cloud, Identity identity, InstantSource clock) {
        var id = service.declared().service();
        return service.volume()
                .<DataReplica>map(volume -> new VolumeReplica(cloud, volume, id, clock))
                .orElseGet(() ->
                        new PostgresReplica(cloud, service.database().orElseThrow(), id, Inside.HERE, identity, clock));
    }

    private static LoadBalancer balancer(
            AgentConfig.Service service, HostPort address, Identity identity, InstantSource clock) {
        return HaproxyLoadBalancer.at(service.declared().service(), address.toString(), identity, clock);
    }
}
