/**
 * A steady load of reads and writes, the log its client keeps, and the reader who compares the log with the database.
 * Imports {@code bench.world} only.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.load;
