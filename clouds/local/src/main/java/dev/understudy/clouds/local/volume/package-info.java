/**
 * Volumes: directory trees with one writer's zone and copies in others, and how the writer moves. Imports core,
 * clouds/spi, identity, copy and the room's own records and processes.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.clouds.local.volume;
