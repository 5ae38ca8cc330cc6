package dev.understudy.core.replicate;

/** How writes reach the shadow. */
public enum ReplicationMode {
    /** A write is acknowledged once the shadow has it. Nothing acknowledged is lost; each write pays the round trip. */
    SYNC,
    /** A write is acknowledged by the primary alone. Fast; the last moments may be lost with the primary. */
    ASYNC,
    /** Synchronous for what is critical, asynchronous for the rest. */
    HYBRID
}
