package dev.understudy.agent.history;

import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;

/** One line of a history. */
public sealed interface HistoryLine {
    /** The format that this version writes and reads. */
    int FORMAT = 1;

    /**
     * The first line.
     *
     * @param format of the lines that follow
     * @param version of the product that wrote them
     * @param at when the file was begun
     * @param zone of the agent
     * @param service as it was declared
     * @param whole whether the controller knew nothing yet; else the file goes on where another was full
     */
    record Began(int format, String version, Instant at, ZoneId zone, ShadowedService service, boolean whole)
            implements HistoryLine {}

    /** The controller was told something. */
    record Told(Event event) implements HistoryLine {}

    /** The controller asked for something, upon what it was told last. */
    record Asked(Effect effect) implements HistoryLine {}

    /** Lines are missing here: the disk was too slow or full. */
    record Missed(long lines) implements HistoryLine {}

    /** The last line of a file that was ended in order. */
    record Ended(Instant at) implements HistoryLine {}
}
