/** What this agent decided, kept for a while in memory and on disk. Imports core and the ledger's JSON. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.store;
