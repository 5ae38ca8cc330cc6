package dev.understudy.ledger;

import dev.understudy.core.orders.Order;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of records and what this process has verified of it. It verifies only what is new, and notices when what it
 * verified before was cut, replaced or changed. Not for use by two threads.
 */
final class ChainFile implements Chain {
    private static final Logger LOG = LoggerFactory.getLogger(ChainFile.class);
    private static final int LINE_LIMIT = 4 << 20;
    private static final int KEYS_KEPT = 4_096;

    private final Path file;
    private final Disk disk;
    private final ProcessLock lock;

    private @Nullable StackId stack;
    private @Nullable Object inode;
    private FileTime changedAt = FileTime.fromMillis(0);
    private String hash = "";
    /** Where each verified line begins, the header first; one more for where the next will. */
    private List<Long> starts = new ArrayList<>(List.of(0L));

    private SortedMap<ServiceId, WeightsRevision> heads = new TreeMap<>();
    private SortedMap<ServiceId, LedgerRecord.Journaled> journals = new TreeMap<>();
    private SortedMap<Long, Order> orders = new TreeMap<>();
    private Map<String, LedgerRecord> keys = newKeys();
    private long revisions;
    private byte[] tail = new byte[0];
    private int tailReported;

    ChainFile(Path file, Disk disk, ProcessLock lock) {
        this.file = file;
        this.disk = disk;
        this.lock = lock;
    }

    /** The stack that the header names; empty while there is no file. */
    Optional<StackId> stack() {
        return Optional.ofNullable(stack);
    }

    @Override
    public long sequence() {
        return Math.max(0, starts.size() - 2);
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

    @Override
    public Optional<LedgerRecord> byKey(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Length of what was verified, bytes. */
    long length() {
        return starts.getLast();
    }

    /** Verifies what is new. A missing file is an empty ledger. */
    void refresh() {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            requireSameFile(now);
            boolean touched = !now.lastModifiedTime().equals(changedAt);
            if (now.size() == length() + tail.length && !touched) {
                return;
            }
            if (length() > 0 && now.size() == length()) {
                verifyAnew();
            } else {
                verify(lastStart());
            }
            // Only now: a fault that is not mended must be found again by the next call.
            changedAt = now.lastModifiedTime();
            inode = now.fileKey();
            reportTail(now.size());
        } catch (NoSuchFileException e) {
            if (length() > 0) {
                throw new LedgerException(
                        LedgerException.Kind.CORRUPT,
                        file + " was removed while it was in use; put it back or start again",
                        e);
            }
        } catch (IOException e) {
            throw Faults.of(file, "reading", e);
        }
    }

    private void requireSameFile(BasicFileAttributes now) {
        if (length() == 0) {
            return;
        }
        if (!Objects.equals(inode, now.fileKey())) {
            throw Faults.corrupt(
                    file + " was replaced by another file while it was in use; start again to read it anew");
        }
        if (now.size() < length()) {
            throw Faults.corrupt(
                    file + " was cut from " + length() + " to " + now.size() + " bytes: records after line "
                            + linesWithin(now.size()) + " are gone; restore the file from a backup");
        }
    }

    private int linesWithin(long size) {
        return (int) starts.stream().skip(1).filter(end -> end <= size).count();
    }

    private long lastStart() {
        return starts.size() < 2 ? 0 : starts.get(starts.size() - 2);
    }

    /** The same length with another time: somebody wrote over what was verified, or only touched the file. */
    private void verifyAnew() {
        var anew = new ChainFile(file, disk, lock);
        anew.refresh();
        if (anew.length() == length() && !anew.hash().equals(hash)) {
            throw Faults.corrupt(file + " was written anew while it was in use: its last record hashes to "
                    + ChainLine.brief(anew.hash()) + ", not to " + ChainLine.brief(hash)
                    + "; restore the file from a backup");
        }
        tail = new byte[0];
    }

    /** Reads from the beginning of the newest line that was verified before, or of the file. */
    private void verify(long from) throws IOException {
        int line = starts.indexOf(from);
        int known = starts.size() - 1;
        try (var lines = new FileLines(file, from, LINE_LIMIT)) {
            long at = from;
            for (byte @Nullable [] bytes = lines.next(); bytes != null; bytes = lines.next(), line++) {
                String where = "line " + (line + 1) + " of " + file;
                if (line < known) {
                    again(bytes, where);
                } else if (line == 0) {
                    header(bytes, where);
                } else {
                    entry(bytes, line, where);
                }
                at += bytes.length + 1;
                if (line >= known) {
                    starts.add(at);
                }
            }
            tail = lines.rest();
        }
        if (length() == 0) {
            throw Faults.corrupt(file + " has no header: its first line is not whole; remove it to start a new ledger");
        }
        if (ChainLine.hidesAWholeLine(tail)) {
            throw Faults.corrupt("line " + starts.size() + " of " + file
                    + " was changed: something follows its hash; restore the file from a backup");
        }
    }

    /** The newest line verified before must be the one remembered: what follows is hung on its hash. */
    private void again(byte[] bytes, String where) {
        if (!ChainLine.isWhole(bytes)
                || bytes.length + 1 != length() - lastStart()
                || !hash.equals(ChainLine.hashOf(Arrays.copyOf(bytes, bytes.length + 1)))) {
            throw Faults.corrupt(where + " was changed after it was read: it no longer hashes to "
                    + ChainLine.brief(hash) + "; restore the file from a backup");
        }
    }

    private void header(byte[] bytes, String where) {
        var header = ChainLine.decode(bytes, ChainLine.Header.class, where);
        if (!header.value().format().equals(ChainLine.Header.FORMAT)) {
            throw Faults.invalid(
                    file + " has format \"" + header.value().format() + "\"; allowed: " + ChainLine.Header.FORMAT);
        }
        stack = new StackId(header.value().project(), header.value().stack());
        hash = header.hash();
    }

    private void entry(byte[] bytes, int line, String where) {
        var entry = ChainLine.decode(bytes, ChainLine.Entry.class, where);
        if (!entry.value().previous().equals(hash)) {
            throw Faults.corrupt(where + " does not follow line " + line + ": it names "
                    + ChainLine.brief(entry.value().previous()) + " as the hash before it, which is "
                    + ChainLine.brief(hash) + "; restore the file from a backup");
        }
        if (entry.value().record().sequence() != line) {
            throw Faults.corrupt(where + " has sequence "
                    + entry.value().record().sequence() + ", not " + line + "; restore the file from a backup");
        }
        remember(entry.value(), entry.hash());
    }

    private void remember(ChainLine.Entry entry, String itsHash) {
        hash = itsHash;
        entry.key().ifPresent(key -> keys.put(key, entry.record()));
        switch (entry.record()) {
            case LedgerRecord.Revised(long _, var revision) -> {
                heads.put(revision.change().service(), revision);
                revisions = Math.max(revisions, revision.number());
            }
            case LedgerRecord.Journaled journaled ->
                journals.put(journaled.entry().service(), journaled);
            case LedgerRecord.Ordered(long number, var order) -> orders.put(number, order);
            case LedgerRecord.AppliedTo _, LedgerRecord.Noticed _, LedgerRecord.Answered _ -> {}
        }
    }

    /** A tail that stays while nobody holds the lock belongs to a writer that died. Said once. */
    private void reportTail(long size) throws IOException {
        if (tail.length > 0 && tail.length != tailReported && lock.isFree() && Files.size(file) == size) {
            tailReported = tail.length;
            LOG.warn(
                    "{} ends in the middle of a record: {} bytes after line {} were never acknowledged and are not read; "
                            + "the next writer cuts them off",
                    file,
                    tail.length,
                    starts.size() - 1);
        }
    }

    /** Verified records after a sequence number. Each line is checked again as it is read. */
    List<LedgerRecord> read(long after, int limit) {
        int first = (int) Math.min(after, sequence()) + 1;
        int end = (int) Math.min((long) first + limit, sequence() + 1);
        var records = new ArrayList<LedgerRecord>();
        if (first >= end) {
            return records;
        }
        try (var lines = new FileLines(file, starts.get(first), LINE_LIMIT)) {
            for (int line = first; line < end; line++) {
                String where = "line " + (line + 1) + " of " + file;
                byte[] bytes = lines.next();
                if (bytes == null) {
                    throw Faults.corrupt(where + " is gone; restore the file from a backup");
                }
                records.add(ChainLine.decode(bytes, ChainLine.Entry.class, where)
                        .value()
                        .record());
            }
            return records;
        } catch (IOException e) {
            throw Faults.of(file, "reading", e);
        }
    }

    /** Makes the file ready for a writer that holds the lock: there, of this stack, verified, with no torn end. */
    void prepare(StackId owner, Instant at) {
        refresh();
        if (length() == 0) {
            var header = new ChainLine.Header(ChainLine.Header.FORMAT, owner.project(), owner.stack(), at);
            try {
                disk.replace(file, ChainLine.encode(header), Disk.PRIVATE);
            } catch (IOException e) {
                throw Faults.of(file, "making", e);
            }
            refresh();
        }
        if (tail.length > 0) {
            mendTail();
        }
    }

    private void mendTail() {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (ChainLine.isWhole(tail)) {
                LOG.warn("{}: the last record lacked only its end of line, which was added", file);
                disk.write(channel, ByteBuffer.wrap(new byte[] {'\n'}), length() + tail.length);
            } else {
                LOG.warn(
                        "{}: cut off {} bytes after line {}, the beginning of a record that was never acknowledged",
                        file,
                        tail.length,
                        starts.size() - 1);
                channel.truncate(length());
                channel.force(true);
            }
        } catch (IOException e) {
            throw Faults.of(file, "mending", e);
        }
        tail = new byte[0];
        tailReported = 0;
        refresh();
    }

    /**
     * Adds a record at the end; on the disk when it returns, and not there at all when it throws.
     *
     * @param record makes the record for its sequence number
     */
    @Override
    public LedgerRecord append(LongFunction<LedgerRecord> record, Optional<String> key) {
        var entry = new ChainLine.Entry(hash, key, record.apply(sequence() + 1));
        byte[] line = ChainLine.encode(entry);
        if (line.length > LINE_LIMIT) {
            throw Faults.invalid("a record of " + line.length + " bytes is too large; allowed: up to " + LINE_LIMIT);
        }
        long at = length();
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            try {
                disk.write(channel, ByteBuffer.wrap(line), at);
            } catch (IOException e) {
                cutBack(channel, at, e);
                throw e;
            }
            changedAt = Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw Faults.of(file, "writing", e);
        }
        starts.add(at + line.length);
        remember(entry, ChainLine.hashOf(line));
        return entry.record();
    }

    /** Where even this fails, the half record stays as a torn end, which no reader takes for a record. */
    private static void cutBack(FileChannel channel, long length, IOException cause) {
        try {
            channel.truncate(length);
            channel.force(true);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static Map<String, LedgerRecord> newKeys() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, LedgerRecord> eldest) {
                return size() > KEYS_KEPT;
            }
        };
    }
}
