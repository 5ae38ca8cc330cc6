package dev.understudy.agent.loop;

import dev.understudy.core.control.Effect;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.saga.Task;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Does what the controllers ask for, each call on a virtual thread of its own, and answers with an event. */
public final class EffectRunner implements ControllerLoop.Effects {
    private static final Duration REPLY_RETRY = Duration.ofMillis(200);
    private static final Duration REPLY_RETRY_MAX = Duration.ofSeconds(2);

    private final Recorder recorder;
    private final Replies replies;
    private final ProfileKeeper profiles;
    private final BiConsumer<ServiceId, Decision> decisions;
    private final BiConsumer<ServiceId, Task> tasks;
    private final Consumer<Throwable> onFault;

    /**
     * @param holder whom this agent leads as
     * @param decisions remembers a decision; must not block
     * @param tasks begins a task, or finds it under way; must not block
     * @param onFault hears what should not have been thrown
     */
    public EffectRunner(
            WeightsLedger ledger,
            Mailbox mailbox,
            Author holder,
            Mandates mandates,
            BiConsumer<ServiceId, Decision> decisions,
            BiConsumer<ServiceId, Task> tasks,
            InstantSource clock,
            RandomGenerator chance,
            Consumer<Throwable> onFault) {
        this.recorder = new Recorder(ledger, mailbox, clock, this::run);
        this.replies = new Replies(
                ledger, holder, mandates, () -> new Backoff(REPLY_RETRY, REPLY_RETRY_MAX, chance), this::run);
        this.profiles = new ProfileKeeper(ledger, this::run);
        this.decisions = decisions;
        this.tasks = tasks;
        this.onFault = onFault;
    }

    @Override
    public void perform(ServiceId service, Effect effect) {
        switch (effect) {
            case Effect.Append append -> recorder.append(service, append);
            case Effect.Journal journal -> recorder.journal(service, journal);
            case Effect.Reply(var answer) -> replies.send(service, answer);
            case Effect.Perform(var task) -> tasks.accept(service, task);
            case Effect.Decided(var decision) -> decisions.accept(service, decision);
            case Effect.PublishProfiles(var newest) -> profiles.publish(service, newest);
            case Effect.WakeAt wake ->
                throw new IllegalArgumentException("the loop itself keeps wake-ups, yet one came here: " + wake);
        }
    }

    /** The newest profiles that the controller of a service wanted kept; none when it never did. */
    public List<ShadowProfile> profiles(ServiceId service) {
        return profiles.of(service);
    }

    private void run(String name, Runnable work) {
        var _ = Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error fault) {
                onFault.accept(fault);
            }
        });
    }
}
