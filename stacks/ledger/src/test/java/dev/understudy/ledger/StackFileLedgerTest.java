package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byAgent;
import static dev.understudy.ledger.Samples.byPerson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.WeightsLedger.Append;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StackFileLedgerTest {
    private static final Duration TTL = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private final Samples.Clock clock = new Samples.Clock();
    private Path file;
    private StackFileLedger ledger;

    @BeforeEach
    void open() {
        file = home.resolve("Pulumi.dev.yaml");
        ledger = reopen();
    }

    private StackFileLedger reopen() {
        return StackFileLedger.open(file, Optional.of(STACK), clock);
    }

    private static WeightsRevision appended(Append append) {
        return ((Append.Appended) append).revision();
    }

    @Test
    void keepsHeadsInTheStacksOwnFile() throws IOException {
        assertThat(ledger.head(SHOP)).isEmpty();
        assertThat(ledger.read(0, 10)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(home.resolve(".understudy")).doesNotExist();

        Files.writeString(file, "config:\n  aws:region: x # home\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        var first = appended(ledger.append(byPerson(SHOP, 100), 0));
        var second = appended(ledger.append(byPerson(CART, 200), 0));

        assertThat(Files.readString(file)).startsWith("config:\n  aws:region: x # home\n  understudy:weights:\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
        assertThat(Files.readString(home.resolve(".understudy/.gitignore"))).isEqualTo("*\n");
        assertThat(reopen().services()).containsExactly(CART, SHOP);
        assertThat(reopen().head(SHOP)).contains(first);
        assertThat(List.of(first.number(), second.number())).containsExactly(1L, 2L);
        assertThat(ledger.append(byPerson(SHOP, 100), 0)).isEqualTo(new Append.Superseded(first));
        try (var files = Files.list(home)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("Pulumi.dev.yaml", ".understudy");
        }
    }

    @Test
    void leasesFencesAndRecordsWorkAsInAFile() {
        ledger.lease(SHOP, "zone-b", TTL);
        assertThat(ledger.append(byAgent(SHOP, 100, 1, "zone-a"), 0)).isEqualTo(new Append.Fenced(new Fence(1)));
        var first = appended(ledger.append(byAgent(SHOP, 100, 1, "zone-b"), 0));
        var application = new Application(1, SHOP, 4, clock.instant(), clock.instant());
        ledger.applied(application);
        var notice = new Notice("x", "y", clock.instant());
        ledger.notice(notice);
        ledger.publish(SHOP, List.of());

        assertThat(reopen().read(0, 10))
                .containsExactly(
                        new LedgerRecord.Revised(1, first),
                        new LedgerRecord.AppliedTo(2, application),
                        new LedgerRecord.Noticed(3, notice));
        var key = Optional.of("k");
        var keyed = ledger.append(byPerson(SHOP, 7), 1, key);
        assertThat(reopen().append(byPerson(SHOP, 7), 1, key)).isEqualTo(keyed);
    }

    @Test
    void sizesStandInTheStacksFileAndSagasBesideIt() throws IOException {
        var change = byPerson(SHOP, 100);
        var sized = Provision.AS_DECLARED.withInstances(Samples.B, 3).withWriter(Samples.B);
        ledger.append(
                new WeightsChange(
                        SHOP,
                        change.weights(),
                        change.fence(),
                        change.author(),
                        change.reason(),
                        change.evidence(),
                        sized),
                0);
        assertThat(reopen().head(SHOP).map(head -> head.change().provision())).contains(sized);
        String reviewed = Files.readString(file);
        assertThat(reviewed).contains("provision: {\"instances\":{\"zone-b\":3},\"writer\":\"zone-b\"}");

        ledger.lease(SHOP, "zone-b", TTL);
        var entry = Samples.warming(SHOP, 1, "zone-b");
        assertThat(ledger.journal(entry, 0)).isEqualTo(new WeightsLedger.Journaling.Written(2));
        long order = ledger.order(Samples.order(new Order.What.Drill(), Optional.of(SHOP), "ada"));
        var answer = new Answer(order, Answer.Verdict.ACCEPTED, "a plan", clock.instant());
        var agent = new Author(Author.Kind.AGENT, "zone-b");
        assertThat(ledger.answer(answer, SHOP, agent, new Fence(1))).isEqualTo(new WeightsLedger.Answering.Written(4));
        assertThat(reopen().journal(SHOP).map(LedgerRecord.Journaled::entry)).contains(entry);
        assertThat(reopen().read(1, 10)).hasSize(3);
        assertThat(Files.readString(file)).isEqualTo(reviewed);
    }

    @Test
    void aHeadThatCameByGitIsRecordedAndFollowed() throws Exception {
        var first = appended(ledger.append(byPerson(SHOP, 100), 0));
        String committed = Files.readString(file);
        ledger.append(byPerson(SHOP, 200), 1);
        assertThat(ledger.read(0, 10)).hasSize(2);

        var seen = CompletableFuture.supplyAsync(() -> reopen().follow(2, Duration.ofSeconds(20)));
        Files.writeString(file, committed);
        assertThat(seen.get()).containsExactly(new LedgerRecord.Revised(3, first));
        assertThat(ledger.head(SHOP)).contains(first);
        assertThat(appended(ledger.append(byPerson(SHOP, 300), 1)).number()).isEqualTo(3);
    }

    @Test
    void aFileThatChangesInTheMiddleIsNotWrittenOver() throws IOException {
        ledger.append(byPerson(SHOP, 100), 0);
        Files.writeString(file, Files.readString(file) + "# a person was here\n");
        ledger.append(byPerson(SHOP, 200), 1);
        assertThat(Files.readString(file)).endsWith("# a person was here\n");
    }

    @Test
    void belongsToTheStackThatItsNameAndProjectSay() throws IOException {
        assertThatThrownBy(() -> StackFileLedger.open(file, Optional.empty(), clock))
                .hasMessageContaining("which project");
        assertThatThrownBy(() -> StackFileLedger.open(file, Optional.of(new StackId("shop-project", "prod")), clock))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(LedgerException.Kind.WRONG_STACK));
        Files.writeString(home.resolve("Pulumi.yaml"), "name: shop-project\nruntime: yaml\n");
        assertThat(StackFileLedger.open(file, Optional.empty(), clock).stack()).isEqualTo(STACK);
        assertThatThrownBy(() -> StackFileLedger.open(file, Optional.of(new StackId("other", "dev")), clock))
                .hasMessageContaining("belongs to stack shop-project/dev, not to other/dev");
        assertThatThrownBy(() -> StackFileLedger.open(home.resolve("dev.yaml"), Optional.of(STACK), clock))
                .hasMessageContaining("Pulumi.STACK.yaml");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = Files.createDirectory(home.resolve("real")).resolve("Pulumi.dev.yaml");
        Files.writeString(real, "config:\n  a:b: 1\n");
        Files.createSymbolicLink(file, real);
        reopen().append(byPerson(SHOP, 1), 0);
        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).contains("understudy:weights");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaid() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(this::reopen).isInstanceOf(LedgerException.class).hasMessageContaining("Pulumi.dev.yaml");
    }

    @SeededTest(tries = 5)
    void writersNeverShareAHead(Chance chance) throws Exception {
        Path own = Files.createDirectory(home.resolve("seed-" + chance.seed())).resolve("Pulumi.dev.yaml");
        var works = new ArrayList<Callable<List<String>>>();
        for (int writer = 0; writer < 4; writer++) {
            var mine = chance.fork();
            works.add(() -> {
                var opened = StackFileLedger.open(own, Optional.of(STACK), clock);
                var said = new ArrayList<String>();
                for (int attempt = 0; attempt < 8; attempt++) {
                    said.add(WriterMain.race(opened, mine));
                }
                return said;
            });
        }
        var said = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(works)) {
                said.addAll(done.get());
            }
        }
        var won = said.stream().filter(line -> line.startsWith("won")).toList();
        assertThat(won).doesNotHaveDuplicates();
        assertThat(StackFileLedger.open(own, Optional.of(STACK), clock).read(0, 1_000))
                .hasSize(won.size());
    }
}
