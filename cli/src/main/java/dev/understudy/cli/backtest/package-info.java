/** Recorded traces, and pictures of what would have been moved on them. Imports core. */
@org.jspecify.annotations.NullMarked
package dev.understudy.cli.backtest;
