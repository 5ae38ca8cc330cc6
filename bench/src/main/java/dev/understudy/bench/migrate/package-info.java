/**
 * Moves a writer there and back under load, ours and the peer's, and accounts for every write. Imports {@code
 * bench.world}, {@code bench.load} and {@code bench.peer}.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.migrate;
