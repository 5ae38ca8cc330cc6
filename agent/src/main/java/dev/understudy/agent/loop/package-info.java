/** The one thread that turns the controllers, and the loops that feed it and do what it asks. Imports core, probes, the ledger, the cloud contract and the agent's configuration. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.loop;
