package dev.understudy.agent.peer;

import dev.understudy.agent.loop.Repeater;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import dev.understudy.probes.NanoClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Gathers what this agent saw and hands it to every peer in one message: soon after a window closed, so that those that
 * close together travel together, or after a span without any. Only the newest of each kind is kept, so it cannot grow.
 */
public final class Outbox implements AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(40);

    private final ZoneId observer;
    private final NanoClock nanos;
    private final List<PeerLink> links;
    private final Map<WindowOf, LatencyWindow> windows = new LinkedHashMap<>();
    private final Map<ServiceId, ServiceLoad> loads = new LinkedHashMap<>();
    private final Repeater flusher;

    private record WindowOf(ZoneId target, ProbeKind kind) {}

    /**
     * @param span how long loads wait for a window to travel with
     */
    public Outbox(ZoneId observer, List<PeerLink> links, Duration span, NanoClock nanos, Consumer<Throwable> onFault) {
        this.nanos = nanos;
        this.observer = observer;
        this.links = List.copyOf(links);
        this.flusher = Repeater.start(
                "outbox",
                () -> {
                    awaitWindow(span);
                    Thread.sleep(GATHER);
                    take().ifPresent(this::send);
                    return Duration.ZERO;
                },
                onFault);
    }

    public synchronized void add(LatencyWindow window) {
        windows.put(new WindowOf(window.target(), window.kind()), window);
        notifyAll();
    }

    public synchronized void add(ServiceLoad load) {
        loads.put(load.service(), load);
    }

    private synchronized void awaitWindow(Duration most) throws InterruptedException {
        long end = nanos.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); windows.isEmpty() && left > 0; left = end - nanos.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized Optional<Observations> take() {
        if (windows.isEmpty() && loads.isEmpty()) {
            return Optional.empty();
        }
        var taken = new Observations(observer, List.copyOf(windows.values()), List.copyOf(loads.values()));
        windows.clear();
        loads.clear();
        return Optional.of(taken);
    }

    private void send(Observations observations) {
        byte[] body = CoreJson.mapper().writeValueAsBytes(observations);
        links.forEach(link -> link.offer(body));
    }

    /** The links, for whoever wants to know how they do. */
    public List<PeerLink> links() {
        return links;
    }

    @Override
    public void close() {
        flusher.close();
        links.forEach(PeerLink::close);
    }
}
