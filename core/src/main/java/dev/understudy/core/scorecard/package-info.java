/**
 * What was foretold, kept until it can be graded, and how good it was. Imports zone and explain.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.core.scorecard;
