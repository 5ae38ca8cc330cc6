package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.identity.Identity;
import dev.understudy.probes.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
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
 * @param leaseTtl how long a lease lasts unless renewed
 */
public record Surroundings(
        InstantSource clock,
        NanoClock nanos,
        RandomGenerator chance,
        BiFunction<AgentConfig.Service, Identity, LoadBalancer> balancers,
        Duration leaseTtl) {
    /** Time a zone goes without a leader when its agent dies, at most, give or take one renewal. */
    public static final Duration LEASE_TTL = Duration.ofSeconds(5);

    /** The real ones: the system's clocks, and HAProxy as the load balancer. */
    public static Surroundings real() {
        var clock = InstantSource.system();
        return new Surroundings(
                clock,
                NanoClock.system(),
                new Random(),
                (service, identity) -> HaproxyLoadBalancer.at(
                        service.declared().service(), service.balancer().toString(), identity, clock),
                LEASE_TTL);
    }
}
