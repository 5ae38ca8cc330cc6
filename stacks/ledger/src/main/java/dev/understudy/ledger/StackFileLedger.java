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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger for teams that review weights in git: the head of each service stands in the stack's own
 * {@code Pulumi.STACK.yaml}, under the configuration key {@code understudy:weights}, and is the truth; git is the history.
 *
 * <p>What is not for review stands beside it in {@code .understudy/}, which git is told to ignore: leases, profiles,
 * where sagas are, orders and their answers, and the other records this machine has seen (revisions, what was applied,
 * notices), so that they can be read and followed as in any ledger. All agents of a stack reach it through one endpoint
 * on this machine, so a saga finds its journal there whoever leads. A head that came another way, by an editor or a pull, is recorded there when it is first noticed.
 *
 * <p>The engine's own {@code pulumi config set} takes no lock: a file that changed in the middle of an append is not
 * written over.
 */
public final class StackFileLedger implements KeyedLedger {
    private static final Logger LOG = LoggerFactory.getLogger(StackFileLedger.class);
    private static final Pattern NAME = Pattern.compile("Pulumi\\.(.+)\\.ya?ml");
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path file;
    private final FileLedger seen;

    private StackFileLedger(Path file, FileLedger seen) {
        this.file = file;
        this.seen = seen;
    }

    /**
     * Opens the ledger in a stack's file, which may not exist yet.
     *
     * @param file {@code Pulumi.STACK.yaml}
     * @param expected the stack it must belong to; may be empty when {@code Pulumi.yaml} stands beside the file
     */
    public static StackFileLedger open(Path file, Optional<StackId> expected, InstantSource clock) {
        Path real = real(file.toAbsolutePath());
        var stack = stackOf(real, expected);
        Path records = real.resolveSibling(".understudy").resolve(nameOf(real) + ".ledger");
        var ledger = new StackFileLedger(real, FileLedger.open(records, Optional.of(stack), clock));
        var _ = ledger.heads();
        return ledger;
    }

    /** Where a link leads, so that the link stays one when the file is replaced. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            return file;
        }
    }

    private static String nameOf(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw Faults.invalid("stack file is \"" + file + "\"; allowed: a file named Pulumi.STACK.yaml");
        }
        return name.group(1);
    }

    private static StackId stackOf(Path file, Optional<StackId> expected) {
        String stack = nameOf(file);
        Path projectFile = file.resolveSibling("Pulumi.yaml");
        Optional<String> project = Files.exists(projectFile)
                ? Optional.ofNullable(StackFile.load(projectFile, new String(read(projectFile), StandardCharsets.UTF_8))
                                .get("name"))
                        .map(Object::toString)
                : Optional.empty();
        var found = expected.map(wanted -> new StackId(project.orElse(wanted.project()), stack))
                .or(() -> project.map(name -> new StackId(name, stack)))
                .orElseThrow(() -> Faults.invalid("which project " + file
                        + " belongs to is not known: no Pulumi.yaml stands beside it and no stack was named"));
        expected.filter(wanted -> !wanted.project().equals(found.project())
                        || !shortName(wanted).equals(stack))
                .ifPresent(wanted -> {
                    throw new LedgerException(
                            LedgerException.Kind.WRONG_STACK,
                            "ledger " + file + " belongs to stack " + found + ", not to " + wanted
                                    + "; give each stack a ledger of its own");
                });
        return expected.orElse(found);
    }

    /** The service backend names a stack {@code organisation/project/stack}; its file bears the last part. */
    private static String shortName(StackId stack) {
        return stack.stack().substring(stack.stack().lastIndexOf('/') + 1);
    }

    @Override
    public StackId stack() {
        return seen.stack();
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        return Optional.ofNullable(heads().get(service));
    }

    @Override
    public List<ServiceId> services() {
        return List.copyOf(heads().keySet());
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        noteForeignHeads();
        return seen.read(afterSequence, limit);
    }

    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        awaitAfter(afterSequence, wait);
        return seen.read(afterSequence, FileLedger.READ_LIMIT);
    }

    @Override
    public void awaitAfter(long afterSequence, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        noteForeignHeads();
        long left = deadline - System.nanoTime();
        while (left > 0 && seen.read(afterSequence, 1).isEmpty()) {
            seen.awaitAfter(afterSequence, Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            noteForeignHeads();
            left = deadline - System.nanoTime();
        }
    }

    @Override
    public Append append(WeightsChange change, long expectedHead, Optional<String> key) {
        return seen.writing(() -> {
            byte[] bytes = bytes();
            var stackFile = StackFile.parse(file, bytes);
            record(stackFile.heads());
            var before = seen.repeated(change, key);
            if (before.isPresent()) {
                return before.get();
            }
            var published = new AtomicReference<Append>();
            try {
                return seen.grant(
                        change,
                        expectedHead,
                        Optional.ofNullable(stackFile.heads().get(change.service())),
                        nextNumber(stackFile.heads()),
                        key,
                        revision -> {
                            publish(stackFile, bytes, revision);
                            published.set(new Append.Appended(revision));
                        });
            } catch (LedgerException e) {
                var durable = published.get();
                if (durable == null) {
                    throw e;
                }
                // The stack's file has it, which is what counts; the records catch up with the next call.
                LOG.warn("the record of a revision that stands in {} was not kept: {}", file, e.getMessage());
                return durable;
            }
        });
    }

    private long nextNumber(SortedMap<ServiceId, WeightsRevision> heads) {
        long newest =
                heads.values().stream().mapToLong(WeightsRevision::number).max().orElse(0);
        return Math.max(newest, seen.chain().revisions()) + 1;
    }

    private void publish(StackFile before, byte[] bytes, WeightsRevision revision) {
        var heads = new TreeMap<>(before.heads());
        heads.put(revision.change().service(), revision);
        byte[] next = before.with(heads);
        try {
            ignoreRecords();
            if (!Arrays.equals(bytes, bytes())) {
                throw new LedgerException(
                        LedgerException.Kind.UNREACHABLE,
                        file + " was changed by another program at the same moment: nothing was recorded; try again");
            }
            Disk.REAL.replace(file, next, mode());
        } catch (IOException e) {
            throw Faults.of(file, "writing", e);
        }
    }

    private Set<PosixFilePermission> mode() throws IOException {
        return Files.exists(file) ? Files.getPosixFilePermissions(file) : Disk.PRIVATE;
    }

    private void ignoreRecords() throws IOException {
        Path ignore = file.resolveSibling(".understudy").resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Disk.REAL.replace(ignore, "*\n".getBytes(StandardCharsets.UTF_8), Disk.PRIVATE);
        }
    }

    /** Records heads that came another way. */
    private void noteForeignHeads() {
        var heads = heads();
        if (heads.entrySet().stream()
                .anyMatch(head -> !seen.head(head.getKey()).equals(Optional.of(head.getValue())))) {
            var _ = seen.writing(() -> {
                record(heads());
                return true;
            });
        }
    }

    /** The caller holds the lock. */
    private void record(SortedMap<ServiceId, WeightsRevision> heads) {
        heads.values().stream()
                .filter(head ->
                        !head.equals(seen.chain().heads().get(head.change().service())))
                .sorted(Comparator.comparingLong(WeightsRevision::number))
                .forEach(head ->
                        seen.chain().append(sequence -> new LedgerRecord.Revised(sequence, head), Optional.empty()));
    }

    private SortedMap<ServiceId, WeightsRevision> heads() {
        return StackFile.parse(file, bytes()).heads();
    }

    private byte[] bytes() {
        return read(file);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return new byte[0];
        } catch (IOException e) {
            throw Faults.of(file, "reading", e);
        }
    }

    @Override
    public void applied(Application application, Optional<String> key) {
        seen.applied(application, key);
    }

    @Override
    public void notice(Notice notice, Optional<String> key) {
        seen.notice(notice, key);
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected, Optional<String> key) {
        noteForeignHeads();
        return seen.journal(entry, expected, key);
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return seen.journal(service);
    }

    @Override
    public long order(Order order, Optional<String> key) {
        noteForeignHeads();
        return seen.order(order, key);
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence, Optional<String> key) {
        return seen.answer(answer, service, author, fence, key);
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        noteForeignHeads();
        return seen.lease(service, holder, ttl);
    }

    @Override
    public void release(ServiceId service, String holder) {
        seen.release(service, holder);
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> profiles) {
        seen.publish(service, profiles);
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        return seen.profiles(service);
    }

    @Override
    public void close() {
        seen.close();
    }
}
