/**
 * All that the controllers were told and asked for, kept so that it can be played again. Imports core, the ledger's JSON and
 * the loop's threads.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.history;
