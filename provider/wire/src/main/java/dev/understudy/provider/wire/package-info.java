/**
 * The engine's values as plain Java, records read from them, and the gRPC service that speaks its protocol. The only home
 * of the engine's own types; imports nothing of ours.
 */
@org.jspecify.annotations.NullMarked
package dev.understudy.provider.wire;
