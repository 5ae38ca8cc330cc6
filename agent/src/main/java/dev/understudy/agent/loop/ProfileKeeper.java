package dev.understudy.agent.loop;

import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the newest profiles of each service in the ledger: whoever is writing takes up what came meanwhile. */
final class ProfileKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileKeeper.class);

    private final WeightsLedger ledger;
    private final BiConsumer<String, Runnable> runner;
    private final Map<ServiceId, AtomicReference<@Nullable List<ShadowProfile>>> unwritten = new ConcurrentHashMap<>();
    private final Map<ServiceId, List<ShadowProfile>> profiles = new ConcurrentHashMap<>();

    /** @param runner runs named work on a thread of its own */
    ProfileKeeper(WeightsLedger ledger, BiConsumer<String, Runnable> runner) {
        this.ledger = ledger;
        this.runner = runner;
    }

    /** The newest profiles wanted kept; none when there never were any. */
    List<ShadowProfile> of(ServiceId service) {
        return profiles.getOrDefault(service, List.of());
    }

    void publish(ServiceId service, List<ShadowProfile> newest) {
        profiles.put(service, newest);
        var waiting = unwritten.computeIfAbsent(service, _ -> new AtomicReference<>());
        if (waiting.getAndSet(newest) == null) {
            runner.accept("profiles-" + service, () -> write(service, waiting));
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
}
