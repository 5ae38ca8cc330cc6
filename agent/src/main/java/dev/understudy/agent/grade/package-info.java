/** What this agent foretold and what came of it. Imports core, and the agent's loop and store. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.grade;
