/** What this agent decided and how good it was, kept for a while in memory and on disk. Imports core and the ledger's JSON. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.store;
