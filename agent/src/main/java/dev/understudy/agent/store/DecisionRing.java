package dev.understudy.agent.store;

import dev.understudy.core.migrate.Decision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;

/** The newest decisions of this agent's run, a bounded number of them. */
public final class DecisionRing {
    private final ZoneId zone;
    private final int capacity;
    private final InstantSource clock;
    private final ArrayDeque<DecisionRecord> records = new ArrayDeque<>();
    private long last;

    /**
     * @param capacity decisions kept, at least 1
     */
    public DecisionRing(ZoneId zone, int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity of the ring is " + capacity + "; allowed: 1 or more");
        }
        this.zone = zone;
        this.capacity = capacity;
        this.clock = clock;
    }

    public synchronized DecisionRecord add(ServiceId service, Decision decision) {
        var added = new DecisionRecord(++last, clock.instant(), zone, service, decision, decision.explain());
        if (records.size() == capacity) {
            records.removeFirst();
        }
        records.addLast(added);
        return added;
    }

    /** Decisions with a number above this one that are still kept, oldest first. */
    public synchronized List<DecisionRecord> after(long number) {
        return records.stream().filter(kept -> kept.number() > number).toList();
    }
}
