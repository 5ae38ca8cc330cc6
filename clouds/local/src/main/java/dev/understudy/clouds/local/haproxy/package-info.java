/**
 * HAProxy as a load balancer whose weights we own: its configuration, its process and its runtime API. Imports core,
 * clouds/spi, identity and the room's processes.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.haproxy;
