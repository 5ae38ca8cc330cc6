/** Tests of what is kept and played again. */
@org.jspecify.annotations.NullMarked
package dev.understudy.agent.history;
