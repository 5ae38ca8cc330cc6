package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byPerson;
import static dev.understudy.ledger.Samples.order;
import static dev.understudy.ledger.Samples.warming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file that was torn, edited, cut or that did not fit on its disk. */
@Timeout(60)
class FileLedgerDamageTest {
    @TempDir
    Path home;

    private Path file;
    private byte[] good = new byte[0];

    @BeforeEach
    void fill() throws IOException {
        file = home.resolve("dev.ledger");
        var ledger = open();
        ledger.append(byPerson(SHOP, 1), 0);
        ledger.notice(new Notice("x", "y", Instant.EPOCH));
        ledger.lease(SHOP, "zone-b", Duration.ofSeconds(30));
        ledger.journal(warming(SHOP, 1, "zone-b"), 0);
        long order = ledger.order(order(new Order.What.Pause(), Optional.of(SHOP), "ada"));
        ledger.answer(
                new Answer(order, Answer.Verdict.ACCEPTED, "it stays where it is", Instant.EPOCH),
                SHOP,
                new Author(Author.Kind.AGENT, "zone-b"),
                new Fence(1));
        Files.delete(file.resolveSibling("dev.ledger.leases"));
        ledger.append(byPerson(SHOP, 2), 1);
        good = Files.readAllBytes(file);
    }

    private FileLedger open() {
        return FileLedger.open(file, Optional.of(STACK), new Samples.Clock());
    }

    private static void corrupt(ThrowingCallable use, String... said) {
        assertThatThrownBy(use).isInstanceOfSatisfying(LedgerException.class, fault -> {
            assertThat(fault.kind()).isEqualTo(LedgerException.Kind.CORRUPT);
            for (String part : said) {
                assertThat(fault.getMessage()).contains(part);
            }
        });
    }

    @SeededTest(tries = 300)
    void anyByteChangedIsNoticed(Chance chance) throws IOException {
        byte[] bad = good.clone();
        int place = chance.between(0, bad.length - 1);
        bad[place] ^= (byte) chance.between(1, 255);
        Files.write(file, bad);

        corrupt(() -> open().head(SHOP));
    }

    @SeededTest(tries = 150)
    void anyByteChangedUnderAReaderIsNoticed(Chance chance) throws Exception {
        Path copy = home.resolve("under-reader.ledger");
        Files.write(copy, good);
        var reader = FileLedger.open(copy, Optional.of(STACK), new Samples.Clock());
        assertThat(reader.head(SHOP)).isPresent();
        int place = chance.between(0, good.length - 1);
        var before = Files.getLastModifiedTime(copy);
        do {
            try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (good[place] ^ chance.between(1, 255))}), place);
            }
        } while (Files.getLastModifiedTime(copy).equals(before));

        corrupt(() -> reader.head(SHOP));
        corrupt(() -> reader.append(byPerson(SHOP, 9), 2));
        Files.delete(copy);
    }

    @Test
    void saysWhichLineDiffersAndHow() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"zone-b\":1}", "\"zone-b\":9}"));
        corrupt(() -> open(), "line 2 of", "was changed: its bytes hash to", "but it says");

        var lines = text.lines().toList();
        Files.writeString(file, lines.get(0) + "\n" + lines.get(2) + "\n" + lines.get(3) + "\n");
        corrupt(() -> open(), "line 2 of", "does not follow line 1");

        Files.writeString(file, "");
        corrupt(() -> open(), "has no header");

        Files.writeString(file, text + "\n");
        corrupt(() -> open(), "line 8 of", "does not end in its hash");
    }

    @SeededTest(tries = 120)
    void aTornEndIsNotReadAndTheNextWriterCutsItOff(Chance chance) throws IOException {
        int lastLine = new String(good, StandardCharsets.ISO_8859_1).lastIndexOf('\n', good.length - 2) + 1;
        int kept = chance.between(lastLine + 1, good.length - 2);
        Files.write(file, Arrays.copyOf(good, kept));

        var ledger = open();
        assertThat(ledger.head(SHOP).orElseThrow().number()).isEqualTo(1);
        assertThat(ledger.read(0, 10)).hasSize(5);
        assertThat(Files.size(file)).isEqualTo(kept);

        ledger.append(byPerson(SHOP, 7), 1);
        assertThat(open().read(0, 10)).hasSize(6);
        assertThat(open().head(SHOP).orElseThrow().number()).isEqualTo(2);
    }

    /** Whatever its kind was: the file ends within its newest record. */
    @SeededTest(tries = 120)
    void aTornEndOfAnyKindIsForgottenAndTheRestStands(Chance chance) throws IOException {
        var ends =
                IntStream.range(0, good.length).filter(at -> good[at] == '\n').toArray();
        int whole = chance.between(1, ends.length - 1);
        int kept = chance.between(ends[whole - 1] + 2, ends[whole] - 1);
        Files.write(file, Arrays.copyOf(good, kept));

        var ledger = open();
        assertThat(ledger.read(0, 10)).hasSize(whole - 1);
        assertThat(ledger.journal(SHOP).isPresent()).isEqualTo(whole > 3);
        ledger.notice(new Notice("x", "goes on", Instant.EPOCH));
        assertThat(open().read(0, 10)).hasSize(whole);
    }

    @Test
    void aRecordThatLacksOnlyItsEndOfLineIsKept() throws IOException {
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        var ledger = open();
        ledger.append(byPerson(SHOP, 7), 2);
        assertThat(open().read(0, 10)).hasSize(7);
        assertThat(Files.readAllBytes(file)).startsWith(good);
    }

    @Test
    void aReaderNoticesThatItsFileWasCutReplacedOrRemoved() throws IOException {
        var reader = open();
        int second = Files.readString(file).indexOf('\n') + 1;
        Files.write(file, Arrays.copyOf(good, second));
        corrupt(() -> reader.head(SHOP), "was cut from " + good.length + " to " + second + " bytes", "after line 1");

        Files.write(home.resolve("other"), good);
        Files.move(home.resolve("other"), file, StandardCopyOption.REPLACE_EXISTING);
        corrupt(() -> reader.head(SHOP), "was replaced");

        Files.delete(file);
        corrupt(() -> reader.head(SHOP), "was removed");
    }

    @Test
    void aChainWrittenAnewIsNotTheOneThatWasRead() throws IOException {
        var reader = open();
        var header = ChainLine.encode(new ChainLine.Header(
                ChainLine.Header.FORMAT, STACK.project(), STACK.stack(), new Samples.Clock().instant()));
        String head = ChainLine.hashOf(header);
        var lines = new ByteArrayOutputStream();
        lines.write(header);
        for (var record : reader.read(0, 10)) {
            boolean last = record.sequence() == 6;
            var other = last ? new LedgerRecord.Noticed(6, new Notice("x", "forged", Instant.EPOCH)) : record;
            byte[] line = ChainLine.encode(new ChainLine.Entry(head, Optional.empty(), other));
            head = ChainLine.hashOf(line);
            lines.write(line);
        }
        assertThat(lines.size()).isLessThan(good.length);
        lines.write(ChainLine.encode(new ChainLine.Entry(
                head, Optional.empty(), new LedgerRecord.Noticed(7, new Notice("x", "y".repeat(900), Instant.EPOCH)))));
        Files.write(file, lines.toByteArray());

        assertThat(open().read(0, 10)).hasSize(7);
        corrupt(() -> reader.head(SHOP), "line 7 of");
        corrupt(() -> reader.head(SHOP), "line 7 of");
    }

    @Test
    void aFileThatWasOnlyTouchedIsStillGood() throws IOException {
        var reader = open();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(reader.head(SHOP).orElseThrow().number()).isEqualTo(2);
        assertThat(reader.read(0, 10)).hasSize(6);
    }

    @Test
    void anUnknownFormatIsNamed() throws IOException {
        var header = new ChainLine.Header("understudy-ledger/9", "shop-project", "dev", Instant.EPOCH);
        Files.write(file, ChainLine.encode(header));
        assertThatThrownBy(this::open)
                .hasMessageContaining("understudy-ledger/9")
                .hasMessageContaining("allowed");
    }

    @SeededTest(tries = 60)
    void aDiskThatFillsUpInTheMiddleLeavesNothingBehind(Chance chance) throws IOException {
        Files.write(file, good);
        int room = chance.between(0, 400);
        var ledger = FileLedger.open(file, Optional.of(STACK), new Samples.Clock(), (channel, bytes, at) -> {
            channel.write(bytes.slice(0, Math.min(room, bytes.remaining())), at);
            throw new IOException("No space left on device");
        });

        assertThatThrownBy(() -> ledger.append(byPerson(SHOP, 3), 2))
                .isInstanceOfSatisfying(
                        LedgerException.class, fault -> assertThat(fault.kind()).isEqualTo(LedgerException.Kind.FULL));
        assertThatThrownBy(() -> ledger.lease(SHOP, "zone-a", Duration.ofSeconds(5)))
                .hasMessageContaining("is full");
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
        try (var files = Files.list(home)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("dev.ledger", "dev.ledger.lock");
        }
        assertThat(ledger.head(SHOP).orElseThrow().number()).isEqualTo(2);
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    @EnabledIf("root")
    void aRealDiskThatIsFullLeavesNothingBehind() throws Exception {
        Path mount = Files.createDirectory(home.resolve("tiny"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "understudy-test", mount.toString());
        try {
            var ledger = FileLedger.open(mount.resolve("dev.ledger"), Optional.of(STACK), new Samples.Clock());
            long number = 0;
            LedgerException full = null;
            while (full == null) {
                try {
                    ledger.append(byPerson(SHOP, 1), number);
                    number++;
                } catch (LedgerException e) {
                    full = e;
                }
            }
            assertThat(full.kind()).isEqualTo(LedgerException.Kind.FULL);
            assertThat(number).isGreaterThan(10);
            var again = FileLedger.open(mount.resolve("dev.ledger"), Optional.of(STACK), new Samples.Clock());
            assertThat(again.read(0, 1_000)).hasSize((int) number);
            assertThat(Files.readAllBytes(mount.resolve("dev.ledger")))
                    .endsWith("}\n".getBytes(StandardCharsets.US_ASCII));
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
