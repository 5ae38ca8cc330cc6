@org.jspecify.annotations.NullMarked
package dev.understudy.agent.foretell;
