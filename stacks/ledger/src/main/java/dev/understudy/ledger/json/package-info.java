/** How the core's types look in JSON, on disk and on the wire: one mapper for all. Imports core. */
@org.jspecify.annotations.NullMarked
package dev.understudy.ledger.json;
