package dev.understudy.clouds.local.volume;

import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each copy of a volume its rounds, when nobody else works on the volume. */
final class VolumeKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeKeeper.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final VolumeParts parts;
    private final ReentrantLock turn;
    private final Map<ZoneId, Long> dueNanos = new HashMap<>();
    private final Set<ZoneId> failing = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param turn whoever works on the volume has it */
    VolumeKeeper(VolumeParts parts, ReentrantLock turn) {
        this.parts = parts;
        this.turn = turn;
    }

    void start(String volume) {
        Thread.ofPlatform().daemon().name("keeper-" + volume).start(this::work);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void work() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!turn.isLocked()) {
                    var _ = parts.layout().lookAgain(); // a move did so, but perhaps in vain
                }
                for (ZoneId zone : parts.layout().followers()) {
                    if (isDue(zone) && !parts.rounds().isAwaited() && turn.tryLock()) {
                        try {
                            round(zone);
                        } finally {
                            turn.unlock();
                        }
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDue(ZoneId zone) {
        Long due = dueNanos.get(zone);
        return due == null || System.nanoTime() - due >= 0;
    }

    private void round(ZoneId zone) {
        VolumeRecord record = parts.layout().record();
        if (closed.getCount() == 0 || !parts.layout().followers().contains(zone)) {
            return; // it was removed, or became the writer, just now
        }
        long every = TimeUnit.SECONDS.toNanos(record.spec().syncSeconds());
        dueNanos.put(zone, System.nanoTime() + every);
        try {
            var _ = parts.rounds().send(zone, false, true);
            if (failing.remove(zone)) {
                LOG.info("volume {}: rounds to {} arrive again", record.spec().name(), zone);
            }
        } catch (IOException e) {
            if (parts.rounds().isAwaited()) {
                dueNanos.put(zone, System.nanoTime()); // it gave way
            } else if (failing.add(zone)) {
                LOG.warn("volume {}: the round to {} failed: {}", record.spec().name(), zone, e.getMessage());
            }
        }
    }
}
