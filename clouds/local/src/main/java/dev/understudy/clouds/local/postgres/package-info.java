/**
 * PostgreSQL in zones: servers, poolers, who is the writer and how that moves. Imports core, clouds/spi, identity, the
 * PostgreSQL driver and the room's own records and processes.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.postgres;
