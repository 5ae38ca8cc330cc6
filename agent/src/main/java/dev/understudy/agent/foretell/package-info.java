/** What each observer will see, by forecasters that are heard once they have earned it. Imports core, models and the agent's loop. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.foretell;
