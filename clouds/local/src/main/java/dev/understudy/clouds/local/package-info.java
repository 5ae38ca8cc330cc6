/**
 * A cloud on one machine: zones, services, load balancers and agents, owned by one daemon. Imports core, clouds/spi and
 * identity.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local;
