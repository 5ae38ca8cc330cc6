/**
 * The whole product in one seeded world: the real controller, ledger rules and reconciler's agenda against zones, clouds,
 * networks and clocks that fail. Imports {@code core}, {@code clouds.spi}, {@code ledger} and {@code reconciler}.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.sim;
