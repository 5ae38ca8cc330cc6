package dev.understudy.clouds.local;

import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A replicated PostgreSQL as the cloud holds it.
 *
 * @param writer zone whose server takes the writes, or took them until it was fenced by a cut-over under way
 * @param epoch newest fence obeyed
 * @param setting how writes are acknowledged where the client does not say
 * @param members its servers and poolers by zone
 * @param credentials directory with {@code ca.pem}, {@code cert.pem}, {@code key.pem} and {@code key.pk8} (the key in
 *     DER form, as JDBC wants it) by role
 */
public record DatabaseInfo(
        DatabaseSpec spec,
        ZoneId writer,
        long epoch,
        ReplicationSetting setting,
        SortedMap<ZoneId, Member> members,
        SortedMap<String, String> credentials) {
    public DatabaseInfo {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    }

    /** What the cloud does with a server. */
    public enum State {
        /** No server until a pre-copy makes one. */
        DORMANT,
        /** It is being copied anew, or rewound. */
        COPYING,
        /** Its process runs. */
        RUNNING,
        /** It was fenced: it does not run and will not as a writer. */
        FENCED,
        /** It should run and does not; the cloud is about to start it. */
        STOPPED
    }

    /**
     * What a zone has of the set.
     *
     * @param server {@code host:port} of PostgreSQL: TLS 1.3 and a certificate only
     * @param pooler {@code host:port} that clients of the zone use: leads to the writer, wherever it is
     * @param serverPid PostgreSQL's first process, 0 when there is none
     * @param poolerPid PgBouncer's process, 0 when there is none
     * @param copiedBytes of the copy under way, or of the last one
     * @param copyBytes size of that copy, as far as known
     */
    public record Member(
            String server,
            String pooler,
            State state,
            long serverPid,
            long poolerPid,
            long copiedBytes,
            long copyBytes) {}

    /**
     * What a zone has of the set.
     *
     * @throws IllegalArgumentException when the zone has nothing of it
     */
    public Member member(ZoneId zone) {
        Member member = members.get(zone);
        if (member == null) {
            throw new IllegalArgumentException(
                    "zone is " + zone + "; allowed: those of database " + spec.name() + ", " + members.keySet());
        }
        return member;
    }

    /**
     * The address for JDBC of a database through the pooler of a zone; for clients in that zone. It waits while the
     * writer moves, and does without what a pooler cannot keep between transactions.
     *
     * @throws IllegalArgumentException when the zone or the role is none of the set
     */
    public String jdbcUrl(ZoneId zone, String database, String role) {
        Member member = members.get(zone);
        String directory = credentials.get(role);
        if (member == null || directory == null || !spec.databases().contains(database)) {
            throw new IllegalArgumentException("database " + database + " for " + role + " in zone " + zone
                    + " does not exist; " + spec.name() + " has " + spec.databases() + " for " + credentials.keySet()
                    + " in " + members.keySet());
        }
        return "jdbc:postgresql://" + member.pooler() + "/" + database + "?user=" + role
                + "&sslmode=verify-full&sslrootcert=" + directory + "/ca.pem&sslcert=" + directory
                + "/cert.pem&sslkey=" + directory + "/key.pk8&prepareThreshold=0&tcpKeepAlive=true";
    }
}
