package dev.understudy.clouds.local.service;

import java.util.Locale;

/** The state of one instance: how much it can do, how slow it was made, what it did. Safe for several threads. */
final class Instance {
    private final long startNanos;
    private final RateMeter requests = new RateMeter();
    private final RateMeter mutations = new RateMeter();
    private double capacityPerSecond;
    private Capacity capacity;
    private int slowMillis;
    private boolean leaving;

    Instance(double capacityPerSecond, double serviceMillis, long nowNanos) {
        this.startNanos = nowNanos;
        this.capacityPerSecond = capacityPerSecond;
        this.capacity = new Capacity(capacityPerSecond, serviceMillis);
    }

    /** When a request that comes now is answered, or {@link Capacity#REFUSED}. */
    synchronized long admit(long nowNanos) {
        long answer = capacity.admit(nowNanos);
        return answer == Capacity.REFUSED ? answer : answer + slowMillis * 1_000_000L;
    }

    /** Counts a request that is answered with success. */
    synchronized void served(long nowNanos, boolean mutation) {
        requests.count(nowNanos - startNanos);
        if (mutation) {
            mutations.count(nowNanos - startNanos);
        }
    }

    synchronized int slowMillis() {
        return slowMillis;
    }

    synchronized void slow(int millis) {
        slowMillis = millis;
    }

    synchronized void resize(double perSecond, double serviceMillis) {
        capacityPerSecond = perSecond;
        capacity = new Capacity(perSecond, serviceMillis);
    }

    synchronized void leave() {
        leaving = true;
    }

    synchronized boolean isLeaving() {
        return leaving;
    }

    /** What it does and can do, one JSON object. */
    synchronized String load(long nowNanos) {
        long since = nowNanos - startNanos;
        return String.format(
                Locale.ROOT,
                "{\"requestsPerSecond\":%.1f,\"capacityPerSecond\":%.3f,\"mutationPerSecond\":%.1f,"
                        + "\"servedTotal\":%d,\"instances\":1}",
                requests.perSecond(since),
                capacityPerSecond,
                mutations.perSecond(since),
                requests.total());
    }
}
