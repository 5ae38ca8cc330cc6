/** Where the desired weights of a stack live: append-only, hash-chained, fenced. Imports core and identity. */
@org.jspecify.annotations.NullMarked
package dev.understudy.ledger;
