package dev.understudy.clouds.local;

import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;

/**
 * The part of the control plane that runs databases. Calls block and are bounded in time; calls for one database wait
 * for each other, and hold up no other call.
 *
 * <p>Law: as {@link LocalCloud}; and a verb with an {@code epoch} older than the newest it obeyed is refused and changes
 * nothing, one that is asked for again finds itself done, goes on, or undoes.
 */
public interface LocalDatabases {
    /** Returns when the writer takes writes through every pooler, and every standby that should run follows it. */
    DatabaseInfo putDatabase(DatabaseSpec spec);

    /** What it is now; waits for nothing. */
    DatabaseInfo database(String database);

    /** Ends its processes and removes what it stored. */
    void deleteDatabase(String database);

    /** As {@link dev.understudy.clouds.spi.DataReplica#acknowledge}. */
    TaskEnd acknowledge(String database, ReplicationSetting setting, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#preCopy}; {@link DatabaseInfo.Member} says how far it is. */
    TaskEnd preCopy(String database, ZoneId to, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#connect}. */
    TaskEnd connect(String database, ZoneId zone, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#cutOver}. */
    TaskEnd cutOver(String database, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#rejoin}. */
    TaskEnd rejoin(String database, ZoneId zone, long epoch);
}
