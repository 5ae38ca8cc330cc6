package dev.understudy.core.replicate;

import dev.understudy.core.zone.ZoneId;

/**
 * One database server of a replicated set.
 *
 * @param zone where it runs
 * @param role what it is now
 * @param timeline timeline it is on, from 1; 0 where not known
 * @param receivedBytes position of the newest log it has on disk, bytes since the beginning of the log
 * @param appliedBytes position up to which the log is applied
 * @param lag how far it is behind the writer
 * @param acknowledges whether writes in synchronous mode wait for it or one of its like
 * @param encrypted whether its replication channel is TLS 1.3 with a client certificate
 */
public record DataMember(
        ZoneId zone,
        Role role,
        long timeline,
        long receivedBytes,
        long appliedBytes,
        Lag lag,
        boolean acknowledges,
        boolean encrypted) {
    /** What a server is. */
    public enum Role {
        /** Takes writes. */
        WRITER,
        /** Follows the writer. */
        STANDBY,
        /** Is being copied anew. */
        REBUILDING,
        /** Was shut out, so that it takes no write. */
        FENCED,
        /** Runs, but does not follow: on another timeline or without a connection. */
        STRAY,
        /** Does not run or cannot be reached. */
        DOWN
    }
}
