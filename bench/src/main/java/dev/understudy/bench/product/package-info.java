/**
 * The whole product in a measured world, started by the commands a person would use, and kept running as a supervisor
 * would. Imports {@code bench.world}, {@code clouds.local} and {@code ledger}.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.product;
