package dev.understudy.sim;

import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The ledger's endpoint: the real rules, on a disk that may be full, read by some who get what is a little old. */
final class SimLedger {
    private final WeightsLedger rules;
    private final Timeline time;
    private final List<Consumer<LedgerRecord>> listeners = new ArrayList<>();
    private final List<Long> recordedAt = new ArrayList<>();
    private long told;
    private boolean full;

    /**
     * How a request ended.
     *
     * @param answer of the rules; {@code null} where it failed
     */
    sealed interface Reply<T> {
        record Said<T>(T answer) implements Reply<T> {}

        record Failed<T>(String why) implements Reply<T> {}
    }

    SimLedger(WeightsLedger rules, Timeline time) {
        this.rules = rules;
        this.time = time;
    }

    /** Hears of each record at the moment it is durable. */
    void listen(Consumer<LedgerRecord> listener) {
        listeners.add(listener);
    }

    /** Does something that records. */
    <T> Reply<T> write(Function<WeightsLedger, T> request) {
        if (full) {
            return new Reply.Failed<>("the disk of the ledger is full: nothing was recorded");
        }
        Reply<T> reply;
        try {
            reply = new Reply.Said<>(request.apply(rules));
        } catch (LedgerException e) {
            reply = new Reply.Failed<>(String.valueOf(e.getMessage()));
        }
        tell();
        return reply;
    }

    private void tell() {
        for (LedgerRecord record : rules.read(told, Integer.MAX_VALUE)) {
            told = record.sequence();
            recordedAt.add(time.now());
            listeners.forEach(listener -> listener.accept(record));
        }
    }

    /** Sequence number of the newest record. */
    long last() {
        return told;
    }

    /** Records after a sequence number that are older than this. */
    List<LedgerRecord> read(long after, long staleMillis) {
        var page = rules.read(after, 500);
        int count = page.size();
        while (count > 0
                && recordedAt.get((int) page.get(count - 1).sequence() - 1) > time.now() - staleMillis
                && staleMillis > 0) {
            count--;
        }
        return page.subList(0, count);
    }

    /** The rules themselves, for whoever judges. */
    WeightsLedger rules() {
        return rules;
    }

    void full(boolean now) {
        full = now;
    }
}
