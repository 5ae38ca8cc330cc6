/**
 * Copies a tree to another zone while it is written, ours beside plain rsync. Imports {@code bench.world}, {@code copy} and
 * {@code identity}.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.precopy;
