/** Work that takes time and touches the world, done for the saga by whoever leads. Imports core, the cloud contract, the ledger, the agent's configuration and the mandates of {@code loop}. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.tasks;
