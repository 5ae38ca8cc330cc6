package dev.understudy.provider.wire;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One request and where its time went. Used by the thread that answers it. */
public final class Span {
    private final String rpc;
    private final String urn;
    private final Instant startedAt;
    private final long startNanos = System.nanoTime();
    private final SortedMap<String, Long> partNanos = new TreeMap<>();
    private long nanos;

    Span(String rpc, String urn, InstantSource clock) {
        this.rpc = rpc;
        this.urn = urn;
        this.startedAt = clock.instant();
    }

    /** Runs something and counts its time under a part's name, such as {@code balancer}. */
    public <T> T time(String part, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            partNanos.merge(part, System.nanoTime() - start, Long::sum);
        }
    }

    void end() {
        nanos = System.nanoTime() - startNanos;
    }

    /** Name of the request in the protocol, such as {@code Update}. */
    public String rpc() {
        return rpc;
    }

    /** The resource it was about; empty when none. */
    public String urn() {
        return urn;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How long it took, nanoseconds. */
    public long nanos() {
        return nanos;
    }

    /** Of this, by part, nanoseconds. */
    public SortedMap<String, Long> partNanos() {
        return Collections.unmodifiableSortedMap(partNanos);
    }
}
