package dev.understudy.clouds.spi;

import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A replicated database with one writer, one server in each of its zones. Calls block and are bounded in time; run them on
 * a virtual thread. All channels between its servers speak TLS 1.3 with client certificates.
 *
 * <p>Law: each verb may be called again at any time and finds itself done, goes on, or undoes; a fence older than the
 * newest obeyed is refused and changes nothing; there is never more than one server that acknowledges writes to clients.
 */
public interface DataReplica extends AutoCloseable {
    /** What its servers say of themselves now. */
    Observed observe();

    /** Changes how writes are acknowledged where the client does not say. */
    TaskEnd acknowledge(ReplicationSetting setting, Fence fence);

    /** Makes the server of a zone a standby that has caught up, copied anew where there is none. */
    TaskEnd preCopy(ZoneId to, Fence fence, Consumer<CopyProgress> progress);

    /** Opens the pools of a zone to the writer, so that its clients find warm connections. */
    TaskEnd connect(ZoneId zone, Fence fence);

    /**
     * Makes the server of {@code to} the writer: holds the clients, fences the old writer, promotes the most advanced
     * standby, lets the clients go on there.
     *
     * @param forced whether the old writer may be beyond reach and writes that no standby has be given up
     * @param pauseMax how long clients are held at most; where that cannot be kept the old writer goes on
     * @return {@link TaskEnd.Done} with the pause in its numbers; {@link TaskEnd.Refused} when nothing has changed
     */
    TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, Fence fence);

    /** Makes the server of a zone a standby of the present writer: rewound, or copied anew. */
    TaskEnd rejoin(ZoneId zone, Fence fence);

    @Override
    void close();

    /** How a look ended. */
    sealed interface Observed {
        record Seen(DataView view) implements Observed {}

        record Failed(CloudError error) implements Observed {}
    }
}
