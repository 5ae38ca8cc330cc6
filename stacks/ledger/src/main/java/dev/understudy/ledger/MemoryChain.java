package dev.understudy.ledger;

import dev.understudy.core.orders.Order;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Records in memory, each with the line it would have in a file. */
final class MemoryChain implements Chain {
    private final List<byte[]> lines = new ArrayList<>();
    private final List<LedgerRecord> records = new ArrayList<>();
    private final SortedMap<ServiceId, WeightsRevision> heads = new TreeMap<>();
    private final SortedMap<ServiceId, LedgerRecord.Journaled> journals = new TreeMap<>();
    private final SortedMap<Long, Order> orders = new TreeMap<>();
    private String hash;
    private long revisions;

    MemoryChain(ChainLine.Header header) {
        byte[] line = ChainLine.encode(header);
        lines.add(line);
        hash = ChainLine.hashOf(line);
    }

    @Override
    public long sequence() {
        return records.size();
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public long revisions() {
        return revisions;
    }

    @Override
    public SortedMap<ServiceId, WeightsRevision> heads() {
        return heads;
    }

    @Override
    public SortedMap<ServiceId, LedgerRecord.Journaled> journals() {
        return journals;
    }

    @Override
    public SortedMap<Long, Order> orders() {
        return orders;
    }

    /** Nobody asks twice here. */
    @Override
    public Optional<LedgerRecord> byKey(String key) {
        return Optional.empty();
    }

    @Override
    public LedgerRecord append(LongFunction<LedgerRecord> record, Optional<String> key) {
        var next = record.apply(sequence() + 1);
        byte[] line = ChainLine.encode(new ChainLine.Entry(hash, key, next));
        lines.add(line);
        records.add(next);
        hash = ChainLine.hashOf(line);
        switch (next) {
            case LedgerRecord.Revised(long _, var revision) -> {
                revisions = revision.number();
                heads.put(revision.change().service(), revision);
            }
            case LedgerRecord.Journaled journaled ->
                journals.put(journaled.entry().service(), journaled);
            case LedgerRecord.Ordered(long number, var order) -> orders.put(number, order);
            case LedgerRecord.AppliedTo _, LedgerRecord.Noticed _, LedgerRecord.Answered _ -> {}
        }
        return next;
    }

    List<LedgerRecord> read(long afterSequence, int limit) {
        int from = (int) Math.min(afterSequence, records.size());
        int to = (int) Math.min(records.size(), (long) from + limit);
        return List.copyOf(records.subList(from, to));
    }

    void verify() {
        var previous = ChainLine.hashOf(lines.getFirst());
        for (int at = 1; at < lines.size(); at++) {
            byte[] line = lines.get(at);
            var read = ChainLine.decode(Arrays.copyOf(line, line.length - 1), ChainLine.Entry.class, "record " + at);
            if (!read.value().previous().equals(previous)
                    || !read.value().record().equals(records.get(at - 1))) {
                throw Faults.corrupt("record " + at + " is not what was written, or does not follow the one before");
            }
            previous = read.hash();
        }
    }
}
