package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import java.util.List;
import java.util.Optional;

/**
 * Where the saga of a service is, recorded before anything is done about it. The newest entry of a service is where
 * whoever leads next goes on. It holds its reservation until an entry without one follows.
 *
 * @param service whose saga
 * @param fence epoch of the lease it was decided under
 * @param author who decided
 * @param state where the saga is from here on
 * @param because why
 * @param reservation what the migration takes of what is shared; empty when nothing is under way
 * @param limits what all migrations together may take
 * @param performed tasks that ended in the state before, the earliest first; empty where there were none
 */
public record JournalEntry(
        ServiceId service,
        Fence fence,
        Author author,
        MigrationState state,
        Because because,
        Optional<Reservation> reservation,
        Limits limits,
        Optional<List<Performed>> performed) {
    public JournalEntry {
        performed = performed.filter(tasks -> !tasks.isEmpty()).map(List::copyOf);
    }

    /** An entry that no task came before. */
    public JournalEntry(
            ServiceId service,
            Fence fence,
            Author author,
            MigrationState state,
            Because because,
            Optional<Reservation> reservation,
            Limits limits) {
        this(service, fence, author, state, because, reservation, limits, Optional.empty());
    }
}
