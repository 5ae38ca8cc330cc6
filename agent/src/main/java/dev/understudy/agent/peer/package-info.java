/** What agents tell each other: every window and load, once, to each peer, over mutual TLS. Imports core, the agent's loops and the ledger's JSON. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.peer;
