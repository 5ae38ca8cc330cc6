/** Tests of the reconciler, on recorded output of the engine and with the engine itself. */
@org.jspecify.annotations.NullMarked
package dev.understudy.reconciler;
