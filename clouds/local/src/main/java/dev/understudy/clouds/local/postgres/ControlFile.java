package dev.understudy.clouds.local.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a server says of itself in its files: the head of {@code global/pg_control} (src/include/catalog/pg_control.h,
 * the same since PostgreSQL 9.3).
 *
 * @param shutDown whether it ended in order, with all its log written and, as far as they listened, sent to its standbys
 * @param checkpoint position of its last checkpoint record, bytes
 * @param timeline of that record
 */
record ControlFile(boolean shutDown, long checkpoint, long timeline) {
    private static final int STATE = 16;
    private static final int CHECKPOINT = 32;
    private static final int TIMELINE = 48;
    private static final int SHUT_DOWN = 1;
    private static final int SHUT_DOWN_IN_RECOVERY = 2;

    static ControlFile read(Path data) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(data.resolve("global/pg_control")))
                .order(ByteOrder.nativeOrder());
        int state = bytes.getInt(STATE);
        return new ControlFile(
                state == SHUT_DOWN || state == SHUT_DOWN_IN_RECOVERY,
                bytes.getLong(CHECKPOINT),
                Integer.toUnsignedLong(bytes.getInt(TIMELINE)));
    }
}
