/**
 * The saga of one migration: its states, the journal that outlives a leader, and the tasks it asks for. Imports
 * {@code explain}, {@code orders}, {@code replicate}, {@code weights}, {@code zone} and {@code migrate}.
 */
package dev.understudy.core.saga;
