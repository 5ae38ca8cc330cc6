package dev.understudy.clouds.local.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.clouds.local.VolumeSpec;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.clouds.local.volume.VolumeRecord.Move;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A volume in three zones that are loopback addresses, with the real rsync and real processes as its users. */
@Timeout(60)
class VolumeSetTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");
    private static final Map<ZoneId, String> ADDRESSES = Map.of(A, "127.9.1.1", B, "127.9.2.1", C, "127.9.3.1");
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final VolumeSpec SPEC = new VolumeSpec("files", new ServiceId("web"), List.of(A, B, C), 3_600);

    @TempDir
    private static Path identities;

    private static CertificateAuthority authority;

    @TempDir
    Path directory;

    private final Set<ZoneId> dead = new HashSet<>();
    private final List<Boolean> looks = Collections.synchronizedList(new ArrayList<>());
    private final List<Process> started = new ArrayList<>();
    private VolumeSet set;
    private long epoch;

    @BeforeAll
    static void issue() {
        authority = CertificateAuthority.create(identities.resolve("ca"));
    }

    @BeforeEach
    void open() throws IOException {
        set = VolumeSet.open(ground(), SPEC);
        set.put(SPEC);
    }

    @AfterEach
    void close() {
        set.close();
        started.forEach(Process::destroyForcibly);
    }

    private VolumeGround ground() {
        return new VolumeGround(
                directory,
                zone -> new LocalCloudStatus.Place(ADDRESSES.getOrDefault(zone, ""), ""),
                _ -> Inside.HERE,
                dead::contains,
                false,
                authority::issue,
                (_, away) -> looks.add(away));
    }

    private Path at(ZoneId zone) {
        return Path.of(set.info().member(zone).path());
    }

    private Path tree(ZoneId zone) {
        return Path.of(set.info().member(zone).tree());
    }

    private TaskEnd move(ZoneId from, ZoneId to, boolean forced) {
        return set.cutOver(from, to, forced, PAUSE_MAX, ++epoch);
    }

    private void follows(ZoneId zone) {
        assertThat(set.preCopy(zone, epoch)).isInstanceOf(TaskEnd.Done.class);
    }

    /** A process in a zone that runs a shell script; its first argument is the volume. */
    private Process user(ZoneId zone, String script) throws IOException {
        Process process = set.start(
                zone,
                volume -> new ProcessBuilder("sh", "-c", script, volume.toString())
                        .redirectErrorStream(true)
                        .start());
        started.add(process);
        return process;
    }

    private static void awaitText(Path file, String text) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as(file + " has not " + text).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static char stateOf(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    @Test
    void everyZoneSeesTheOneTreeThatIsWrittenBeforeAndAfterAMove() throws Exception {
        Files.writeString(at(B).resolve("one"), "from b");
        assertThat(tree(A).resolve("one")).hasContent("from b");
        follows(B);

        TaskEnd end = move(A, B, false);

        assertThat(end).as(end.because().sentence()).isInstanceOf(TaskEnd.Done.class);
        assertThat(end.because().numbers()).containsKeys("pauseMs", "stopMs", "copyMs");
        assertThat(looks).as("checks are off while users are stopped").containsExactly(true, false);
        assertThat(set.info().writer()).isEqualTo(B);
        Files.writeString(at(A).resolve("two"), "from a");
        assertThat(tree(B).resolve("two")).hasContent("from a");
        assertThat(tree(B).resolve("one")).hasContent("from b");
        assertThat(tree(A).resolve("two")).doesNotExist();
        assertThat(move(A, B, false).because().sentence()).isEqualTo("the writer is in zone-b already");
        assertThat(move(B, A, false)).isInstanceOf(TaskEnd.Done.class);
        assertThat(at(C).resolve("two")).hasContent("from a");
    }

    @Test
    void whoHoldsAFileOpenForWritingIsNamedAndGoesOn() throws Exception {
        follows(B);
        Process user = user(A, "exec 3>\"$0/held\"; echo ready > \"$0/says\"; while :; do sleep 0.02; done");
        awaitText(at(A).resolve("says"), "ready");

        TaskEnd end = set.cutOver(A, B, false, Duration.ofSeconds(3), ++epoch);

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(end.because().sentence()).contains("process ", tree(A).resolve("held") + " open for writing", "(s");
        assertThat(stateOf(user)).isNotEqualTo('T');
        assertThat(set.info().writer()).isEqualTo(A);
        assertThat(at(B).toRealPath()).isEqualTo(tree(A).toRealPath());
    }

    @Test
    void whoIsNoUserAndHoldsAFileOpenForWritingIsNamedToo() throws Exception {
        follows(B);
        Process other = new ProcessBuilder("sh", "-c", "exec 3>\"$0/held\"; sleep 60", tree(A).toString()).start();
        started.add(other);
        awaitText(tree(A).resolve("held"), "");

        TaskEnd end = set.cutOver(A, B, false, Duration.ofMillis(400), ++epoch);

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(end.because().sentence()).contains(tree(A).resolve("held").toString());
    }

    @Test
    void whatUsersAppendInShortTurnsIsAllThereAfterAMove() throws Exception {
        follows(B);
        String script = "i=0; while :; do i=$((i+1)); echo $i >> \"$0/log-$$\"; done";
        user(A, script);
        user(B, script);
        user(C, script);
        for (Path log : List.of(at(A), at(B), at(C))) {
            awaitLogs(log);
        }

        TaskEnd end = move(A, B, false);

        assertThat(end).as(end.because().sentence()).isInstanceOf(TaskEnd.Done.class);
        var before = lines(tree(A));
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (lines(tree(B)).equals(before)) {
            assertThat(System.nanoTime()).as("nobody goes on").isLessThan(deadline);
            Thread.sleep(5);
        }
        started.forEach(Process::destroyForcibly);
        for (Process user : started) {
            user.waitFor();
        }
        for (Path log : logs(tree(B))) {
            List<String> all = Files.readAllLines(log);
            for (int at = 0; at < all.size(); at++) {
                assertThat(all.get(at))
                        .as(log + ": a line that went to the old tree is missing here")
                        .isEqualTo(Integer.toString(at + 1));
            }
        }
    }

    private static void awaitLogs(Path volume) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (logs(volume).size() < 3) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static List<Path> logs(Path volume) throws IOException {
        try (Stream<Path> all = Files.list(volume.toRealPath())) {
            return all.filter(path -> path.getFileName().toString().startsWith("log-"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Integer> lines(Path volume) throws IOException {
        var lines = new ArrayList<Integer>();
        for (Path log : logs(volume)) {
            lines.add(Files.readAllLines(log).size());
        }
        return lines;
    }

    @Test
    void aMoveByForceSaysHowOldTheCopyIsAndWhatTheOldTreeHadAloneIsSetAside() throws Exception {
        Files.writeString(at(A).resolve("kept"), "both have it");
        Files.writeString(at(A).resolve("changed"), "then");
        follows(B);
        Files.writeString(at(A).resolve("changed"), "later, at the old one");
        Files.writeString(at(A).resolve("alone"), "never copied");
        dead.add(A);
        set.lead();
        assertThat(Files.exists(at(B))).isFalse();

        TaskEnd end = move(A, B, true);

        assertThat(end).as(end.because().sentence()).isInstanceOf(TaskEnd.Done.class);
        assertThat(end.because().sentence()).contains("is given up", "last complete round");
        assertThat(end.because().numbers().get("ageSeconds")).isBetween(0.0, 60.0);
        assertThat(at(B).resolve("changed")).hasContent("then");
        assertThat(Files.exists(at(A))).as("the dead zone reaches it").isFalse();
        assertThat(set.info().member(A).state()).isEqualTo(VolumeInfo.State.FENCED);
        assertThat(move(B, A, false).because().sentence()).contains("does not follow");
        assertThat(set.rejoin(A, epoch).because().sentence()).contains("zone-a is dead");
        dead.remove(A);
        set.lead();

        TaskEnd joined = set.rejoin(A, epoch);

        assertThat(joined.because().sentence())
                .contains("2 files that it had alone, or had otherwise, are set aside in");
        Path aside = tree(A).resolveSibling("aside").resolve("epoch-1");
        assertThat(aside.resolve("alone")).hasContent("never copied");
        assertThat(aside.resolve("changed")).hasContent("later, at the old one");
        assertThat(aside.resolve("kept")).doesNotExist();
        assertThat(tree(A).resolve("alone")).doesNotExist();
        assertThat(tree(A).resolve("changed")).hasContent("then");
        assertThat(set.info().member(A).state()).isEqualTo(VolumeInfo.State.FOLLOWING);
        assertThat(move(B, A, false)).isInstanceOf(TaskEnd.Done.class);
    }

    @Test
    void aMoveByForceFromATreeThatCanBeReachedGivesNothingUp() throws Exception {
        follows(B);
        Files.writeString(at(A).resolve("new"), "since the last round");

        TaskEnd end = move(A, B, true);

        assertThat(end.because().sentence()).contains("nothing is given up");
        assertThat(tree(B).resolve("new")).hasContent("since the last round");
        assertThat(set.info().member(A).state()).isEqualTo(VolumeInfo.State.FOLLOWING);
    }

    @Test
    void aMoveByForceEndsWhoeverGoesOnWritingTheOldTree() throws Exception {
        follows(B);
        Process user = user(A, "exec 3>\"$0/held\"; echo ready > \"$0/says\"; while :; do sleep 0.02; done");
        awaitText(at(A).resolve("says"), "ready");
        dead.add(A);

        TaskEnd end = move(A, B, true);

        assertThat(end.because().sentence()).contains("that held files of it open were ended");
        assertThat(user.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyGoesOnWithACopyThatDoesNotFollow() {
        follows(B);
        dead.add(A);
        assertThat(move(A, B, true)).isInstanceOf(TaskEnd.Done.class);

        TaskEnd end = move(B, C, true);

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(end.because().sentence()).contains("no round has made the copy in zone-c whole");
    }

    @Test
    void anOlderFenceIsRefusedAndChangesNothing() {
        follows(B);
        assertThat(set.cutOver(A, B, false, PAUSE_MAX, 7)).isInstanceOf(TaskEnd.Done.class);

        TaskEnd end = set.cutOver(B, A, true, PAUSE_MAX, 6);

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(end.because().sentence()).contains("6 is older than 7");
        assertThat(set.info().writer()).isEqualTo(B);
        assertThatThrownBy(() -> set.preCopy(new ZoneId("zone-x"), 7)).hasMessageContaining("zone is zone-x; allowed");
    }

    @Test
    void whatBrokeOffBeforeItCountedIsUndoneInTheNextLife() throws Exception {
        follows(B);
        Files.writeString(at(A).resolve("written"), "meanwhile");
        set.close();
        Path file = directory.resolve("vol-files").resolve(VolumeRecord.FILE);
        VolumeRecord record = VolumeRecord.read(file).orElseThrow();
        record.withMove(Optional.of(new Move(A, B))).write(file);

        set = VolumeSet.open(ground(), SPEC);
        set.put(SPEC);

        assertThat(set.info().writer()).isEqualTo(A);
        assertThat(at(B).resolve("written")).hasContent("meanwhile");
        assertThat(VolumeRecord.read(file).orElseThrow().move()).isEmpty();
        assertThat(move(A, B, false)).isInstanceOf(TaskEnd.Done.class);
    }

    @Test
    void whatBrokeOffAfterItCountedIsFinishedInTheNextLife() throws Exception {
        Files.writeString(at(A).resolve("written"), "before");
        follows(B);
        set.close();
        Path file = directory.resolve("vol-files").resolve(VolumeRecord.FILE);
        VolumeRecord record = VolumeRecord.read(file).orElseThrow();
        record.moved(B, System.currentTimeMillis()).write(file);
        assertThat(at(A).toRealPath()).isEqualTo(tree(A).toRealPath());

        set = VolumeSet.open(ground(), SPEC);
        set.put(SPEC);

        assertThat(set.info().writer()).isEqualTo(B);
        for (ZoneId zone : List.of(A, B, C)) {
            assertThat(at(zone).toRealPath()).isEqualTo(tree(B).toRealPath());
        }
        assertThat(at(A).resolve("written")).hasContent("before");
    }

    @Test
    void copiesGetRoundsByThemselvesAndSayHowOldTheyAre() throws Exception {
        var often = new VolumeSpec("files", SPEC.service(), SPEC.zones(), 1);
        set.put(often);
        Files.writeString(at(A).resolve("first"), "1");
        awaitText(tree(B).resolve("first"), "1");
        Files.writeString(at(A).resolve("second"), "2");
        awaitText(tree(C).resolve("second"), "2");

        assertThat(set.info().member(B).ageMillis())
                .hasValueSatisfying(age -> assertThat(age).isBetween(0L, 20_000L));
        assertThat(set.info().member(A).ageMillis()).isEmpty();
    }

    @Test
    void aZoneThatIsNotWantedAnyMoreGoesAndTheWritersStays() throws Exception {
        follows(C);
        set.put(new VolumeSpec("files", SPEC.service(), List.of(A, B), 10));
        assertThat(directory.resolve("vol-files/zone-c")).doesNotExist();
        assertThatThrownBy(() -> set.put(new VolumeSpec("files", SPEC.service(), List.of(B, C), 10)))
                .hasMessageContaining("zones of volume files are [zone-b, zone-c]; allowed: such as have its writer's"
                        + " zone zone-a");
    }
}
