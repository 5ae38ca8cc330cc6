/** The command line: one class for each command, and nothing that decides. May import every room but the provider. */
@org.jspecify.annotations.NullMarked
package dev.understudy.cli;
