/** Tests of the log and of its reader. They import what they test. */
@org.jspecify.annotations.NullMarked
package dev.understudy.bench.load;
