package dev.understudy.clouds.local;

import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;

/**
 * The part of the control plane that keeps volumes. Calls block and are bounded in time; calls for one volume wait for
 * each other, and hold up no other call.
 *
 * <p>Law: as {@link LocalDatabases}.
 */
public interface LocalVolumes {
    /** Returns when instances can use it; the copies are made meanwhile. */
    VolumeInfo putVolume(VolumeSpec spec);

    /** What it is now; waits for nothing. */
    VolumeInfo volume(String volume);

    /** Removes it with what it stored. */
    void deleteVolume(String volume);

    /** As {@link dev.understudy.clouds.spi.DataReplica#preCopy}; {@link VolumeInfo.Member} says how far it is. */
    TaskEnd preCopyVolume(String volume, ZoneId to, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#cutOver}. */
    TaskEnd cutOverVolume(String volume, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch);

    /** As {@link dev.understudy.clouds.spi.DataReplica#rejoin}. */
    TaskEnd rejoinVolume(String volume, ZoneId zone, long epoch);
}
