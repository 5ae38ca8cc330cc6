package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A ledger in one file, for many threads and processes of one machine. Beside the file stand {@code .lock},
 * {@code .leases} and {@code .profiles}. Readers take no lock.
 */
public final class FileLedger implements KeyedLedger {
    /** Most records one read returns. */
    static final int READ_LIMIT = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How often a follower looks for what another process wrote; this process's own writes wake it at once. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Path file;
    private final StackId stack;
    private final InstantSource clock;
    private final Disk disk;
    private final ProcessLock lock;
    private final ChainFile chain;
    private final SagaDesk desk;
    private final ReentrantLock memory = new ReentrantLock();
    private final Condition grown = memory.newCondition();

    private FileLedger(Path file, StackId stack, InstantSource clock, Disk disk, ProcessLock lock, ChainFile chain) {
        this.file = file;
        this.stack = stack;
        this.clock = clock;
        this.disk = disk;
        this.lock = lock;
        this.chain = chain;
        this.desk = new SagaDesk(chain, this::leases, clock);
    }

    /**
     * Opens the ledger in a file. A file that does not exist yet is an empty ledger, made by the first who writes.
     *
     * @param expected the stack it must belong to; may be empty when the file exists
     */
    public static FileLedger open(Path file, Optional<StackId> expected, InstantSource clock) {
        return open(file, expected, clock, Disk.REAL);
    }

    static FileLedger open(Path file, Optional<StackId> expected, InstantSource clock, Disk disk) {
        Path absolute = file.toAbsolutePath();
        var lock = new ProcessLock(beside(absolute, ".lock"), PATIENCE);
        var chain = new ChainFile(absolute, disk, lock);
        chain.refresh();
        var found = chain.stack();
        var stack = expected.or(() -> found)
                .orElseThrow(() -> Faults.invalid(
                        "ledger " + file + " does not exist yet, and no stack was named that it could be made for"));
        requireSame(absolute, found, stack);
        return new FileLedger(absolute, stack, clock, disk, lock, chain);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void requireSame(Path file, Optional<StackId> found, StackId expected) {
        found.filter(other -> !other.equals(expected)).ifPresent(other -> {
            throw new LedgerException(
                    LedgerException.Kind.WRONG_STACK,
                    "ledger " + file + " belongs to stack " + other + ", not to " + expected
                            + "; give each stack a ledger of its own");
        });
    }

    @Override
    public StackId stack() {
        return stack;
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        return reading(() -> Optional.ofNullable(chain.heads().get(service)));
    }

    @Override
    public List<ServiceId> services() {
        return reading(() -> List.copyOf(chain.heads().keySet()));
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        requirePosition(afterSequence);
        if (limit < 1) {
            throw Faults.invalid("limit is " + limit + "; allowed: 1 or more");
        }
        return reading(() -> chain.read(afterSequence, Math.min(limit, READ_LIMIT)));
    }

    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        awaitAfter(afterSequence, wait);
        return read(afterSequence, READ_LIMIT);
    }

    @Override
    public void awaitAfter(long afterSequence, Duration wait) {
        requirePosition(afterSequence);
        long deadline = System.nanoTime() + wait.toNanos();
        memory.lock();
        try {
            refresh();
            long left = deadline - System.nanoTime();
            while (chain.sequence() <= afterSequence && left > 0) {
                var _ = grown.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
                refresh();
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "interrupted while following " + file, e);
        } finally {
            memory.unlock();
        }
    }

    @Override
    public Append append(WeightsChange change, long expectedHead, Optional<String> key) {
        return writing(() -> {
            var before = repeated(change, key);
            if (before.isPresent()) {
                return before.get();
            }
            var head = Optional.ofNullable(chain.heads().get(change.service()));
            return grant(change, expectedHead, head, chain.revisions() + 1, key, _ -> {});
        });
    }

    /**
     * Decides on a change and records it; the caller holds the lock.
     *
     * @param first told of the revision before it is recorded; what it throws keeps it from being
     */
    Append grant(
            WeightsChange change,
            long expectedHead,
            Optional<WeightsRevision> head,
            long number,
            Optional<String> key,
            Consumer<WeightsRevision> first) {
        var lease = leases().of(change.service());
        var journaled = desk.journaled(change.service());
        var now = clock.instant();
        var refusal = AppendRules.refuses(change, expectedHead, head, journaled, lease, now)
                .or(() -> desk.forbids(change));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var recorded = AppendRules.recorded(change, AppendRules.newest(head, journaled, lease));
        var revision = new WeightsRevision(number, chain.hash(), recorded, now);
        first.accept(revision);
        chain.append(sequence -> new LedgerRecord.Revised(sequence, revision), key);
        return new Append.Appended(revision);
    }

    /** The answer to a request that was granted before; the caller holds the lock. */
    Optional<Append> repeated(WeightsChange change, Optional<String> key) {
        return key.flatMap(chain::byKey).map(before -> {
            if (before instanceof LedgerRecord.Revised same
                    && AppendRules.recorded(change, same.revision().change().fence())
                            .equals(same.revision().change())) {
                return new Append.Appended(same.revision());
            }
            throw Faults.reusedKey(before);
        });
    }

    @Override
    public void applied(Application application, Optional<String> key) {
        record(key, sequence -> new LedgerRecord.AppliedTo(sequence, application));
    }

    @Override
    public void notice(Notice notice, Optional<String> key) {
        record(key, sequence -> new LedgerRecord.Noticed(sequence, notice));
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected, Optional<String> key) {
        return writing(() -> desk.journal(entry, expected, key));
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return reading(() -> Optional.ofNullable(chain.journals().get(service)));
    }

    @Override
    public long order(Order order, Optional<String> key) {
        return writing(() -> desk.order(order, key));
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence, Optional<String> key) {
        return writing(() -> desk.answer(answer, service, author, fence, key));
    }

    private void record(Optional<String> key, LongFunction<LedgerRecord> record) {
        var _ = writing(() -> key.flatMap(chain::byKey).orElseGet(() -> chain.append(record, key)));
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        return writing(() -> {
            var book = leases();
            var outcome = book.lease(service, holder, ttl, desk.recorded(service), clock.instant());
            keep(book, outcome.book());
            return outcome.answer();
        });
    }

    @Override
    public void release(ServiceId service, String holder) {
        var _ = writing(() -> {
            var book = leases();
            keep(book, book.release(service, holder, clock.instant()));
            return book;
        });
    }

    private LeaseBook leases() {
        return sidecar(".leases", LeaseBook.class)
                .orElseGet(() -> new LeaseBook(stack.project(), stack.stack(), new TreeMap<>()));
    }

    private void keep(LeaseBook before, LeaseBook after) {
        if (!after.equals(before)) {
            replace(".leases", after);
        }
    }

    /** Profiles of every service, as they stand in their file. */
    record ProfileBook(SortedMap<ServiceId, List<ShadowProfile>> profiles) {
        ProfileBook {
            profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        }
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> profiles) {
        profiles.stream()
                .filter(profile -> !profile.service().equals(service))
                .findFirst()
                .ifPresent(other -> {
                    throw Faults.invalid(
                            "a profile published for service " + service + " is of service " + other.service());
                });
        var _ = writing(() -> {
            var all = new TreeMap<>(sidecar(".profiles", ProfileBook.class)
                    .map(ProfileBook::profiles)
                    .orElseGet(TreeMap::new));
            all.put(service, List.copyOf(profiles));
            replace(".profiles", new ProfileBook(all));
            return all;
        });
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        return sidecar(".profiles", ProfileBook.class)
                .map(book -> book.profiles().getOrDefault(service, List.of()))
                .orElse(List.of());
    }

    private <T> Optional<T> sidecar(String suffix, Class<T> type) {
        Path path = beside(file, suffix);
        try {
            return Optional.of(CoreJson.read(Files.readAllBytes(path), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new LedgerException(
                    LedgerException.Kind.CORRUPT, path + " is damaged: " + e.getMessage() + "; remove it", e);
        } catch (IOException e) {
            throw Faults.of(path, "reading", e);
        }
    }

    private void replace(String suffix, Object value) {
        Path path = beside(file, suffix);
        try {
            disk.replace(path, CoreJson.writeBytes(value), Disk.PRIVATE);
        } catch (IOException e) {
            throw Faults.of(path, "writing", e);
        }
    }

    private <T> T reading(Supplier<T> work) {
        memory.lock();
        try {
            refresh();
            return work.get();
        } finally {
            memory.unlock();
        }
    }

    /** Runs work that may write, alone among all processes, on a file that is ready for it. */
    <T> T writing(Supplier<T> work) {
        return lock.alone(() -> {
            memory.lock();
            try {
                refresh();
                chain.prepare(stack, clock.instant());
                long before = chain.sequence();
                T result = work.get();
                if (chain.sequence() > before) {
                    grown.signalAll();
                }
                return result;
            } finally {
                memory.unlock();
            }
        });
    }

    /** What the caller may touch while it runs inside {@link #writing}. */
    ChainFile chain() {
        return chain;
    }

    private void refresh() {
        chain.refresh();
        requireSame(file, chain.stack(), stack);
    }

    private static void requirePosition(long afterSequence) {
        if (afterSequence < 0) {
            throw Faults.invalid("afterSequence is " + afterSequence + "; allowed: 0 or more");
        }
    }

    /** Nothing is held open between calls. */
    @Override
    public void close() {}
}
