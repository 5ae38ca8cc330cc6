/**
 * What happens when something dies or is cut off at each step of a migration: one cell for each. Imports {@code
 * bench.world}, {@code bench.load} and {@code bench.product}.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.faults;
