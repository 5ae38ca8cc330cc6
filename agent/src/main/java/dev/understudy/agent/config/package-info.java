/** What one agent is told at its start, checked as a whole before anything runs. Imports core, identity, the ledger's names and its JSON. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.config;
