/**
 * The saga of a migration: its states, what each wants and when it goes on, the journal that outlives a leader, and the
 * tasks it asks for. Imports {@code calendar}, {@code explain}, {@code measure}, {@code migrate}, {@code orders},
 * {@code replicate}, {@code score}, {@code shadow}, {@code signal}, {@code weights} and {@code zone}.
 */
package dev.understudy.core.saga;
