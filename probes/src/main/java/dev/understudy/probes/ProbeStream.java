package dev.understudy.probes;

import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;

/** The probes of one kind at one target: who is asked, how, and when next. */
final class ProbeStream {
    /** Probes under way against a bound. */
    static final class Room {
        private final int limit;
        private int taken;

        Room(int limit) {
            this.limit = limit;
        }

        /** Whether more have been taken than there is room for: the last one has to be given back. */
        boolean isOverfull() {
            return taken > limit;
        }

        void take() {
            taken++;
        }

        void giveBack() {
            taken--;
        }
    }

    private final ZoneId zone;
    private final ProbeKind kind;
    private final Probe probe;
    private final Room room;
    private long nextDueNanos;
    private boolean unsendable;

    /** @param room shared by all kinds at one target */
    ProbeStream(ZoneId zone, ProbeKind kind, Probe probe, Room room) {
        this.zone = zone;
        this.kind = kind;
        this.probe = probe;
        this.room = room;
    }

    ZoneId zone() {
        return zone;
    }

    ProbeKind kind() {
        return kind;
    }

    Probe probe() {
        return probe;
    }

    Room room() {
        return room;
    }

    long nextDueNanos() {
        return nextDueNanos;
    }

    void dueAt(long nanos) {
        nextDueNanos = nanos;
    }

    /**
     * Remembers whether the last probe could be sent at all.
     *
     * @return whether that is news
     */
    boolean unsendable(boolean now) {
        boolean news = unsendable != now;
        unsendable = now;
        return news;
    }
}
