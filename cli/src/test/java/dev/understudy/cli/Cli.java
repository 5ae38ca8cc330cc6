package dev.understudy.cli;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.History;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.saga.Place;
import dev.understudy.core.saga.Reservation;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.FileLedger;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A stack with a ledger of its own, the command line on it, and an agent that leads as a test tells it to. */
final class Cli {
    static final StackId STACK = new StackId("p", "dev");
    static final ServiceId SHOP = new ServiceId("shop");
    static final ServiceId CART = new ServiceId("cart");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");

    final Path file;
    final FileLedger ledger;
    private final List<Thread> threads = new ArrayList<>();

    Cli(Path folder) {
        file = folder.resolve("dev.ledger");
        ledger = FileLedger.open(file, Optional.of(STACK), InstantSource.system());
        for (var service : List.of(SHOP, CART)) {
            ledger.append(
                    change(service, 0, new Author(Author.Kind.PROGRAM, "p"), Fence.NONE, Provision.AS_DECLARED), 0);
        }
    }

    static Author person() {
        return new Author(Author.Kind.PERSON, System.getProperty("user.name"));
    }

    static WeightsChange change(ServiceId service, int shareOfB, Author author, Fence fence, Provision provision) {
        return new WeightsChange(
                service,
                Weights.allTo(A, List.of(B)).shift(A, B, shareOfB),
                fence,
                author,
                Because.of("so be it"),
                new TreeMap<>(),
                provision);
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    /** Runs a command on the ledger's file. */
    Ended run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--ledger", "file://" + file, "--project", "p", "--stack", "dev"));
        return runAsIs(all.toArray(String[]::new));
    }

    static Ended runAsIs(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    /** Leads a service as the agent of zone B. */
    Leader leader(ServiceId service) {
        return new Leader(service);
    }

    /** Waits until no leader writes any more. */
    void finish() throws InterruptedException {
        for (var thread : threads) {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt(); // the order it waits for never came, and the test has said so
            }
        }
    }

    /** What a leading agent writes. */
    final class Leader {
        final Author author = new Author(Author.Kind.AGENT, "zone-b");
        private final ServiceId service;
        private final Fence fence;

        Leader(ServiceId service) {
            this.service = service;
            fence = ((Lease.Granted) ledger.lease(service, "zone-b", Duration.ofSeconds(60))).fence();
        }

        /** Does something with the next order to come, on a thread of its own. */
        void onOrder(Consumer<LedgerRecord.Ordered> work) {
            long after = ledger.read(0, 1_000).getLast().sequence();
            threads.add(Thread.ofPlatform().start(() -> {
                long seen = after;
                while (true) {
                    for (LedgerRecord record : ledger.follow(seen, Duration.ofSeconds(20))) {
                        seen = record.sequence();
                        if (record instanceof LedgerRecord.Ordered ordered) {
                            work.accept(ordered);
                            return;
                        }
                    }
                }
            }));
        }

        void answer(long order, Answer.Verdict verdict, String text) {
            var written = ledger.answer(
                    new Answer(order, verdict, text, InstantSource.system().instant()), service, author, fence);
            if (!(written instanceof WeightsLedger.Answering.Written)) {
                throw new IllegalStateException("not answered: " + written);
            }
        }

        void journal(MigrationState state, String why, Performed... tasks) {
            var entry = new JournalEntry(
                    service,
                    fence,
                    author,
                    state,
                    Because.of(why),
                    Optional.empty(),
                    Limits.DEFAULT,
                    Optional.of(List.of(tasks)));
            long newest = ledger.journal(service)
                    .map(LedgerRecord.Journaled::sequence)
                    .orElse(0L);
            if (!(ledger.journal(entry, newest) instanceof WeightsLedger.Journaling.Written)) {
                throw new IllegalStateException("not journaled: " + entry);
            }
        }

        long revise(int shareOfB, Provision provision) {
            long head = ledger.head(service).orElseThrow().number();
            return ((Append.Appended) ledger.append(change(service, shareOfB, author, fence, provision), head))
                    .revision()
                    .number();
        }
    }

    static Migration migration(ServiceId service, long ordinal, Author by, long order) {
        return new Migration(
                new MigrationId(service, ordinal),
                Migration.Kind.PLANNED,
                A,
                B,
                new Place(Weights.allTo(A, List.of(B)), Provision.AS_DECLARED),
                new Place(Weights.allTo(B, List.of(A)), Provision.AS_DECLARED),
                false,
                0,
                new Reservation(B, 2, 50.5),
                Instant.parse("2026-11-23T01:00:00Z"),
                by,
                order,
                false,
                Because.of("it was ordered"),
                List.of(Because.of("the soak")),
                History.NONE);
    }

    static MigrationState watching() {
        return new MigrationState.Watching(InstantSource.system().instant(), History.NONE);
    }

    static MigrationState rollingBack(Migration migration) {
        return new MigrationState.RollingBack(
                migration,
                InstantSource.system().instant(),
                Because.of("a gate failed"),
                true,
                true,
                MigrationState.Stage.DATA);
    }
}
