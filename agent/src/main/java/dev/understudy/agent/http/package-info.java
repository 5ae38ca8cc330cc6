/** The agent's own endpoint: who may ask what, and what is answered. Imports core, the agent's other rooms and the ledger's JSON. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.http;
