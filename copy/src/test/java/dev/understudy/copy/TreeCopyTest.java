package dev.understudy.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.copy.TreeCopy.Outcome;
import dev.understudy.copy.TreeCopy.Plan;
import dev.understudy.copy.TreeCopy.Round;
import dev.understudy.core.Chance;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the real rsync, over loopback. */
@Timeout(40)
final class TreeCopyTest {
    @TempDir
    private static Path identities;

    private static Identity agentA;
    private static Identity agentB;

    @TempDir
    private Path directory;

    private Path source;
    private Path copy;
    private TreeTarget target;

    @BeforeAll
    static void issue() {
        var authority = CertificateAuthority.create(identities.resolve("ca"));
        agentA = authority.issue("agent-zone-a", List.of("127.0.0.1"), identities.resolve("a"));
        agentB = authority.issue("agent-zone-b", List.of("127.0.0.1"), identities.resolve("b"));
    }

    @BeforeEach
    void open() throws IOException {
        source = Files.createDirectory(directory.resolve("source tree"));
        copy = Files.createDirectory(directory.resolve("copy tree"));
        target = TreeTarget.open(agentB, loopback(), copy, Set.of("agent-zone-a"));
    }

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private Plan plan() {
        return new Plan(source, agentA, target.address(), "agent-zone-b", 100_000, Duration.ofSeconds(30), 0);
    }

    private static void fill(Path root, Chance chance, int files, int bytesMax) throws IOException {
        for (int number = 0; number < files; number++) {
            Path file = root.resolve("d" + number % 3).resolve("file " + number);
            Files.createDirectories(file.getParent());
            Files.write(file, chance.bytes(chance.between(0, bytesMax)));
        }
    }

    private static List<Path> leftovers(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    @Test
    void aStillTreeIsCopiedInOneRoundAndIsEqualAfterwards() throws Exception {
        fill(source, new Chance(1), 30, 200_000);
        Files.createSymbolicLink(source.resolve("link"), Path.of("d0/file 0"));
        Files.setPosixFilePermissions(source.resolve("d1/file 1"), PosixFilePermissions.fromString("r-x------"));
        fill(copy, new Chance(2), 50, 1_000);
        var rounds = new ArrayList<Round>();

        var ready = new TreeCopy(plan()).preCopy(rounds::add);

        assertThat(ready).isInstanceOf(Outcome.Ready.class);
        assertThat(rounds).hasSize(1).isEqualTo(ready.rounds());
        assertThat(rounds.getFirst().dirtyBytes()).isZero();
        assertThat(rounds.getFirst().literalBytes()).isGreaterThan(1_000_000);
        assertThat(new TreeCopy(plan()).finish()).isInstanceOfSatisfying(Outcome.Equal.class, equal -> {
            assertThat(equal.files()).isEqualTo(30);
            assertThat(equal.because().sentence()).contains("both trees have 30 files with", "the same hash");
        });
        assertThat(TreeHash.of(copy)).isEqualTo(TreeHash.of(source));
        assertThat(leftovers(copy)).isEmpty();
    }

    @Test
    void aSealComparesByContentWhatHasChangedSinceTheContentsWereCompared() throws Exception {
        fill(source, new Chance(3), 20, 50_000);
        Files.createSymbolicLink(source.resolve("link"), Path.of("d0/file 0"));
        var since = Instant.now();
        var first = new TreeCopy(plan()).send(true);
        assertThat(first.files()).isEqualTo(20);
        Files.write(source.resolve("d1/file 1"), new Chance(4).bytes(1_000));
        Files.delete(source.resolve("d2/file 2"));

        var end = new TreeCopy(plan()).seal(since);

        assertThat(end).isInstanceOf(Outcome.Equal.class);
        assertThat(end.rounds().getFirst().files()).isEqualTo(1);
        assertThat(TreeHash.of(copy)).isEqualTo(TreeHash.of(source));
        assertThat(Files.readSymbolicLink(copy.resolve("link"))).isEqualTo(Path.of("d0/file 0"));
    }

    @Test
    void aChangeThatKeepsSizeAndTimeIsSeenByItsContent() throws Exception {
        fill(source, new Chance(5), 5, 50_000);
        Path file = source.resolve("d0/file 0");
        var before = Instant.now();
        new TreeCopy(plan()).send(true);
        var time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[0]++;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);

        assertThat(new TreeCopy(plan()).seal(before)).isInstanceOf(Outcome.Failed.class);
        assertThat(new TreeCopy(plan()).send(true).files()).isEqualTo(1);
        assertThat(new TreeCopy(plan()).seal(Instant.now())).isInstanceOf(Outcome.Equal.class);
    }

    @Test
    void whatIsWrittenAgainWithinTheSecondIsSentAgain() throws Exception {
        var second = Instant.parse("2026-11-23T03:00:00Z");
        Path file = Files.write(source.resolve("file"), new byte[] {1, 2, 3});
        Files.setLastModifiedTime(file, FileTime.from(second.plusMillis(100)));
        new TreeCopy(plan()).preCopy(_ -> {});
        Files.write(file, new byte[] {4, 5, 6});
        Files.setLastModifiedTime(file, FileTime.from(second.plusMillis(200)));

        assertThat(new TreeCopy(plan()).finish()).isInstanceOf(Outcome.Equal.class);
    }

    @Test
    void onlyTheChangedPartOfALargeFileIsSentAgain() throws Exception {
        Files.write(source.resolve("large"), new Chance(1).bytes(8_000_000));
        new TreeCopy(plan()).preCopy(_ -> {});
        try (var channel = FileChannel.open(source.resolve("large"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1_000]), 4_000_000);
        }

        assertThat(new TreeCopy(plan()).finish())
                .isInstanceOfSatisfying(
                        Outcome.Equal.class,
                        equal -> assertThat(equal.rounds().getFirst().sentBytes())
                                .isLessThan(200_000));
    }

    @Test
    void aTreeThatIsBeingWrittenIsCopiedInRoundsUntilLittleIsLeft() throws Exception {
        var chance = new Chance(7);
        fill(source, chance, 200, 100_000);
        try (var _ = new Writer(source, chance.fork(), 2, 40)) {
            var ready = new TreeCopy(plan()).preCopy(_ -> {});
            assertThat(ready).as(ready.because().sentence()).isInstanceOf(Outcome.Ready.class);
            assertThat(ready.rounds().getLast().dirtyBytes()).isLessThanOrEqualTo(100_000);
        }

        assertThat(new TreeCopy(plan()).finish()).isInstanceOf(Outcome.Equal.class);
    }

    @Test
    void aTreeThatChangesFasterThanItIsCopiedIsRefused() throws Exception {
        var chance = new Chance(3);
        fill(source, chance, 20, 50_000);
        var slow = new Plan(source, agentA, target.address(), "agent-zone-b", 10_000, Duration.ofSeconds(6), 1_000_000);
        try (var _ = new Writer(source, chance.fork(), 60, 200)) {
            var refused = new TreeCopy(slow).preCopy(_ -> {});
            assertThat(refused).isInstanceOf(Outcome.Refused.class);
            assertThat(refused.because().sentence())
                    .containsAnyOf("throttle writes to ", "no throttle would be enough");
            assertThat(refused.rounds().size()).isBetween(2, 8);
        }
    }

    @Test
    void aCancelledCopyIsGoneOnWith() throws Exception {
        Files.write(source.resolve("large"), new Chance(1).bytes(6_000_000));
        var slow = new TreeCopy(
                new Plan(source, agentA, target.address(), "agent-zone-b", 0, Duration.ofSeconds(30), 2_000_000));
        var outcome = CompletableFuture.supplyAsync(() -> {
            try {
                return slow.preCopy(_ -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (sizeOf(copy) < 1_000_000) {
            Thread.onSpinWait();
        }
        slow.cancel();

        assertThat(outcome.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.because()).hasToString("the copy was cancelled"));
        assertThat(Files.exists(copy.resolve("large"))).isFalse();
        assertThat(slow.finish()).isInstanceOf(Outcome.Failed.class);
        assertThat(new TreeCopy(plan()).finish())
                .isInstanceOfSatisfying(
                        Outcome.Equal.class,
                        equal -> assertThat(equal.rounds().getFirst().literalBytes())
                                .as("what had come already is not sent again")
                                .isLessThan(5_500_000));
        assertThat(leftovers(copy)).isEmpty();
    }

    private static long sizeOf(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            return 0; // a file went while it was counted
        }
    }

    @Test
    void onlyNamedPeersMayCopyAndOnlyToTheTargetTheyMean() throws Exception {
        Files.writeString(source.resolve("a"), "a");
        var stranger = new Plan(source, agentB, target.address(), "agent-zone-b", 0, Duration.ofSeconds(5), 0);
        var mistaken = new Plan(source, agentA, target.address(), "agent-zone-c", 0, Duration.ofSeconds(5), 0);
        var other = CertificateAuthority.create(directory.resolve("other-ca"))
                .issue("agent-zone-a", List.of("127.0.0.1"), directory.resolve("other"));
        var foreign = new Plan(source, other, target.address(), "agent-zone-b", 0, Duration.ofSeconds(5), 0);

        assertThat(why(stranger)).contains("the target says: agent-zone-b may not copy to here");
        assertThat(why(mistaken)).contains("is agent-zone-b; wanted: agent-zone-c");
        assertThat(why(foreign)).startsWith("the copy failed: ");
        assertThat(copy).isEmptyDirectory();
    }

    private static String why(Plan plan) throws InterruptedException {
        var outcome = new TreeCopy(plan).preCopy(_ -> {});
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return outcome.because().sentence();
    }

    @Test
    void aTargetThatIsGoneAndASourceThatIsNoneAreSaid() throws Exception {
        var plan = plan();
        target.close();
        assertThat(why(plan)).contains("Connection refused");
        var none =
                new Plan(directory.resolve("none"), agentA, plan.target(), "agent-zone-b", 0, Duration.ofSeconds(5), 0);
        assertThat(why(none)).isEqualTo("the copy failed: source " + directory.resolve("none") + " is no directory");
    }

    @Test
    void aPeerReachesNothingOutsideOfTheTree() throws Exception {
        for (Confinement confinement : confinements()) {
            Path outside = Files.createDirectories(directory.resolve("outside-" + confinement));
            Path inside = Files.createDirectories(directory.resolve("inside-" + confinement));
            Files.createSymbolicLink(inside.resolve("way-out"), outside);
            Files.writeString(source.resolve("a"), "a");
            try (var confined = TreeTarget.open(agentB, loopback(), inside, Set.of("agent-zone-a"), confinement)) {
                for (String way : List.of("../outside-" + confinement + "/", "way-out/", outside + "/")) {
                    var command = new ArrayList<>(Rsync.command(source, 0, false));
                    command.removeIf(word -> word.startsWith("--delete") || word.startsWith("--partial"));
                    command.set(command.size() - 1, "target::" + TreeTarget.MODULE + "/" + way);
                    try (var relay =
                            Relay.open(() -> Wire.connect(agentA, confined.address(), "agent-zone-b", Verb.RSYNC))) {
                        var _ = Rsync.run(command, relay::describe, _ -> {});
                    }
                    assertThat(outside).as(confinement + " " + way).isEmptyDirectory();
                }
            }
        }
    }

    @Test
    void linksAreTheSameWhereRsyncIsConfinedByRulesAndOneThatLeadsOutIsRefused() throws Exception {
        Files.createDirectories(source.resolve("d/e"));
        Files.writeString(source.resolve("a"), "a");
        Files.createSymbolicLink(source.resolve("d/e/up"), Path.of("../../a"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));
        for (Confinement confinement : confinements()) {
            if (confinement == Confinement.CHROOT) {
                continue;
            }
            try (var confined = TreeTarget.open(agentB, loopback(), copy, Set.of("agent-zone-a"), confinement)) {
                var plan = new Plan(source, agentA, confined.address(), "agent-zone-b", 0, Duration.ofSeconds(30), 0);
                for (int turn = 0; turn < 2; turn++) {
                    assertThat(new TreeCopy(plan).finish()).isInstanceOf(Outcome.Equal.class);
                    assertThat(Files.readSymbolicLink(copy.resolve("d/e/up"))).isEqualTo(Path.of("../../a"));
                }
                Files.createSymbolicLink(source.resolve("out"), Path.of("/etc/passwd"));
                assertThat(new TreeCopy(plan).finish().because().sentence())
                        .contains("link out leads to /etc/passwd; allowed: places within the tree");
                assertThat(Files.readSymbolicLink(copy.resolve("out"))).isNotEqualTo(Path.of("/etc/passwd"));
            }
        }
    }

    /** Those that this machine and this user can do. */
    private static List<Confinement> confinements() {
        var strictest = Confinement.strictest();
        return strictest == Confinement.CHROOT
                ? List.of(Confinement.CHROOT, Confinement.NESTED_RULES)
                : List.of(strictest);
    }

    @Test
    void theConfinementFollowsFromWhoThisIs() {
        String user = System.getProperty("user.name");

        assertThat(Confinement.strictest() == Confinement.RULES).isEqualTo(!user.equals("root"));
    }

    @Test
    void aWayUpAfterAWayDownMayLeadAnywhereAndDoesNotStay() {
        Path root = Path.of("/tree");
        assertThat(Links.stays(root, root.resolve("d/e"), Path.of("../../a"))).isTrue();
        assertThat(Links.stays(root, root.resolve("d/e"), Path.of("../../../a")))
                .isFalse();
        assertThat(Links.stays(root, root, Path.of("b/../a"))).isFalse();
        assertThat(Links.stays(root, root, Path.of("/tree/a"))).isFalse();
    }

    @Test
    void aTargetMustBeADirectoryThatItsConfigurationCanName() throws IOException {
        Path percent = Files.createDirectory(directory.resolve("a%b"));
        Path file = Files.writeString(directory.resolve("file"), "a");
        for (Path wrong : List.of(percent, file, Path.of("/"))) {
            assertThatThrownBy(() -> TreeTarget.open(agentB, loopback(), wrong, Set.of("agent-zone-a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("copy target is " + wrong);
        }
    }

    /** Changes, adds and removes files until it is closed. */
    private static final class Writer implements AutoCloseable {
        private final Thread thread;
        private volatile boolean closed;

        Writer(Path root, Chance chance, int filesEachTurn, int files) {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    for (int turn = 0; !closed; turn++) {
                        for (int count = 0; count < filesEachTurn; count++) {
                            Path file =
                                    root.resolve("d" + chance.between(0, 2)).resolve("new " + chance.between(0, files));
                            if (chance.happens(0.2)) {
                                Files.deleteIfExists(file);
                            } else {
                                Files.write(file, chance.bytes(chance.between(1_000, 10_000)));
                            }
                        }
                        Thread.sleep(100); // the pace of the writer, not a wait for anything
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        @Override
        public void close() {
            closed = true;
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }
}
