package dev.understudy.ledger;

import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who leads each service. Pure: a request gives a new book and an answer.
 *
 * @param project the engine's project
 * @param stack its stack
 * @param leases by service; a lease that ended stays, because epochs only rise
 */
record LeaseBook(String project, String stack, SortedMap<ServiceId, Entry> leases) {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * A lease.
     *
     * @param epoch rises by one with each new holder, and when a holder comes back after its lease ended
     * @param holder who has it, or had it
     * @param until when it ends or ended
     */
    record Entry(long epoch, String holder, Instant until) {
        static final Entry NONE = new Entry(0, "", Instant.EPOCH);

        /** A clock that was set back must not make a lease last for hours: none is longer than {@link #LONGEST}. */
        boolean isLiveAt(Instant now) {
            return now.isBefore(until) && !until.isAfter(now.plus(LONGEST));
        }
    }

    /** An answer, and the book to keep; the same book when nothing changed. */
    record Outcome(LeaseBook book, Lease answer) {}

    LeaseBook {
        leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
    }

    Entry of(ServiceId service) {
        return leases.getOrDefault(service, Entry.NONE);
    }

    /**
     * Takes or renews a lease.
     *
     * @param recorded newest fence of the service's revisions: a new epoch is above it even when the book was lost
     */
    Outcome lease(ServiceId service, String holder, Duration ttl, Fence recorded, Instant now) {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw Faults.invalid("lease.ttl is " + ttl + "; allowed: " + SHORTEST.toSeconds() + " s to "
                    + LONGEST.toSeconds() + " s");
        }
        if (holder.isBlank() || holder.length() > 128) {
            throw Faults.invalid("lease.holder is \"" + holder + "\"; allowed: 1 to 128 characters");
        }
        var entry = of(service);
        boolean live = entry.isLiveAt(now);
        if (live && !entry.holder().equals(holder)) {
            return new Outcome(this, new Lease.HeldBy(entry.holder(), entry.until()));
        }
        boolean renewed = live && entry.epoch() >= recorded.epoch();
        long epoch = renewed ? entry.epoch() : Math.max(entry.epoch(), recorded.epoch()) + 1;
        var granted = new Entry(epoch, holder, now.plus(ttl));
        return new Outcome(with(service, granted), new Lease.Granted(new Fence(epoch), granted.until()));
    }

    /** Ends the lease of a holder; the same book when it has none. */
    LeaseBook release(ServiceId service, String holder, Instant now) {
        var entry = of(service);
        return entry.isLiveAt(now) && entry.holder().equals(holder)
                ? with(service, new Entry(entry.epoch(), holder, now))
                : this;
    }

    private LeaseBook with(ServiceId service, Entry entry) {
        var next = new TreeMap<>(leases);
        next.put(service, entry);
        return new LeaseBook(project, stack, next);
    }
}
