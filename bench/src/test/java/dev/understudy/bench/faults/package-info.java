/** Which cells are wanted, and what is remembered of them. */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.faults;
