/** One agent: it wires the rooms together and does nothing else. Imports every room of the agent, the probes, the ledger and the local cloud's load balancer. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent;
