package dev.understudy.core.control;

import dev.understudy.core.migrate.Decision;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Task;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.WeightsChange;
import java.time.Instant;
import java.util.List;

/** What the controller asks the shell to do. The shell answers with an {@link Event}. */
public sealed interface Effect {
    /**
     * Record a change.
     *
     * @param change what to record
     * @param expectedHead number of the service's revision it was decided on; 0 when there was none. The ledger refuses
     *     the change when its head has moved on.
     */
    record Append(WeightsChange change, long expectedHead) implements Effect {}

    /** Send {@link Event.Woke} at this time or soon after. */
    record WakeAt(Instant at) implements Effect {}

    /** Remember a decision that differs from the one before it, with its sentence. */
    record Decided(Decision decision) implements Effect {}

    /**
     * Keep where the saga is, before anything is done about it. Answered by {@link Event.Journaled} or
     * {@link Event.JournalRefused}.
     *
     * @param expected sequence of the entry it follows; 0 for the service's first. The ledger refuses it when a newer one
     *     is there.
     */
    record Journal(JournalEntry entry, long expected) implements Effect {}

    /** Do a piece of work; asked again, it goes on where it was. Answered by {@link Event.TaskEnded}. */
    record Perform(Task task) implements Effect {}

    /** Tell the owner of an order what becomes of it. */
    record Reply(Answer answer) implements Effect {}

    /** Keep the profiles of the service in every zone where others can read them. */
    record PublishProfiles(List<ShadowProfile> profiles) implements Effect {
        public PublishProfiles {
            profiles = List.copyOf(profiles);
        }
    }
}
