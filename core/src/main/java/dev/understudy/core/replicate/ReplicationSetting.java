package dev.understudy.core.replicate;

/**
 * How a write is acknowledged where the client does not say otherwise; in hybrid mode databases, roles and transactions
 * marked critical wait for a standby whatever this says.
 */
public enum ReplicationSetting {
    /** By the writer alone. */
    LOCAL,
    /** When a quorum of standbys has it on disk. */
    REMOTE_FLUSH,
    /** When a quorum of standbys has applied it. */
    REMOTE_APPLY
}
