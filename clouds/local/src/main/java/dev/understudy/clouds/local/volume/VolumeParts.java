package dev.understudy.clouds.local.volume;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What moves work on.
 *
 * @param clock dates rounds
 */
record VolumeParts(Layout layout, Rounds rounds, Users users, InstantSource clock) {
    /**
     * Ends a cut-over that was broken off, or has ended: what the record says of the writer counts, all names lead there
     * and everybody goes on.
     */
    void resolve() throws IOException {
        try {
            if (layout.record().move().isPresent()) {
                layout.keep(layout.record().withMove(Optional.empty()));
            }
            layout.shutDoors();
            layout.lead();
        } finally {
            users.go();
            var _ = layout.lookAgain();
        }
    }
}
