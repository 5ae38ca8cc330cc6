/** Makes the engine follow the ledger: the only code that runs {@code pulumi up}. Imports ledger and core. */
@org.jspecify.annotations.NullMarked
package dev.understudy.reconciler;
