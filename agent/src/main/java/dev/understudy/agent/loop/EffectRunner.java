package dev.understudy.agent.loop;

import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the controllers ask for, each call on a virtual thread of its own, and answers with an event. */
public final class EffectRunner implements ControllerLoop.Effects {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

    private final WeightsLedger ledger;
    private final Mailbox mailbox;
    private final BiConsumer<ServiceId, Decision> decisions;
    private final InstantSource clock;
    private final Consumer<Throwable> onFault;
    private final Set<ServiceId> appending = ConcurrentHashMap.newKeySet();
    private final Map<ServiceId, AtomicReference<@Nullable List<ShadowProfile>>> unwritten = new ConcurrentHashMap<>();
    private final Map<ServiceId, List<ShadowProfile>> profiles = new ConcurrentHashMap<>();

    /**
     * @param decisions remembers a decision; must not block
     * @param onFault hears what should not have been thrown
     */
    public EffectRunner(
            WeightsLedger ledger,
            Mailbox mailbox,
            BiConsumer<ServiceId, Decision> decisions,
            InstantSource clock,
            Consumer<Throwable> onFault) {
        this.ledger = ledger;
        this.mailbox = mailbox;
        this.decisions = decisions;
        this.clock = clock;
        this.onFault = onFault;
    }

    @Override
    public void perform(ServiceId service, Effect effect) {
        switch (effect) {
            case Effect.Append append -> append(service, append);
            case Effect.Decided(var decision) -> decisions.accept(service, decision);
            case Effect.PublishProfiles(var newest) -> publish(service, newest);
            case Effect.Journal _, Effect.Perform _, Effect.Reply _ ->
                throw new IllegalArgumentException("this agent keeps no journal, yet was asked to: " + effect);
            case Effect.WakeAt wake ->
                throw new IllegalArgumentException("the loop itself keeps wake-ups, yet one came here: " + wake);
        }
    }

    /** The newest profiles that the controller of a service wanted kept; none when it never did. */
    public List<ShadowProfile> profiles(ServiceId service) {
        return profiles.getOrDefault(service, List.of());
    }

    private void append(ServiceId service, Effect.Append append) {
        if (!appending.add(service)) {
            refuse(service, "an earlier append of this agent is still under way");
            return;
        }
        run("append-" + service, () -> {
            Event answer;
            try {
                answer = answer(append);
            } finally {
                appending.remove(service); // before the answer, which may make the controller ask again at once
            }
            mailbox.offer(service, answer);
        });
    }

    private Event answer(Effect.Append append) {
        try {
            return switch (ledger.append(append.change(), append.expectedHead())) {
                case WeightsLedger.Append.Appended(var revision) -> {
                    LOG.info(
                            "recorded revision {} of {}: {}",
                            revision.number(),
                            revision.change().service(),
                            revision.change().weights().inPercent());
                    yield new Event.Appended(clock.instant(), revision);
                }
                case WeightsLedger.Append.Superseded(var head) ->
                    new Event.AppendRefused(clock.instant(), "revision " + head.number() + " came first");
                case WeightsLedger.Append.Fenced(var newest) ->
                    new Event.AppendRefused(
                            clock.instant(),
                            "the fence " + append.change().fence().epoch() + " is older than " + newest.epoch());
            };
        } catch (LedgerException e) {
            LOG.warn("the ledger did not take a change: {}", e.getMessage());
            return new Event.AppendRefused(clock.instant(), String.valueOf(e.getMessage()));
        }
    }

    private void refuse(ServiceId service, String why) {
        mailbox.offer(service, new Event.AppendRefused(clock.instant(), why));
    }

    /** Keeps the newest profiles only: whoever is writing takes them up when it is done. */
    private void publish(ServiceId service, List<ShadowProfile> newest) {
        profiles.put(service, newest);
        var waiting = unwritten.computeIfAbsent(service, _ -> new AtomicReference<>());
        if (waiting.getAndSet(newest) == null) {
            run("profiles-" + service, () -> write(service, waiting));
        }
    }

    private void write(ServiceId service, AtomicReference<@Nullable List<ShadowProfile>> waiting) {
        var written = waiting.get();
        while (written != null) {
            try {
                ledger.publish(service, written);
            } catch (LedgerException e) {
                LOG.warn("the profiles of {} were not kept: {}", service, e.getMessage());
            }
            if (waiting.compareAndSet(written, null)) {
                return;
            }
            written = waiting.get();
        }
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
