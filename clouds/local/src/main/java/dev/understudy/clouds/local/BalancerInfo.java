package dev.understudy.clouds.local;

/**
 * A balancer that exists.
 *
 * @param frontend {@code host:port} that takes requests
 * @param admin {@code host:port} of the runtime API that may change weights (mutual TLS)
 * @param stats {@code host:port} of the runtime API that may only look (mutual TLS)
 */
public record BalancerInfo(BalancerSpec spec, String frontend, String admin, String stats) {}
