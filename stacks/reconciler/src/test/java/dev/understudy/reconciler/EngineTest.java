package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.clouds.local.process.CommandLine;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reconciler with the real engine, the real provider, a local cloud and HAProxy. */
@Tag("engine")
class EngineTest {
    @TempDir
    private static Path root;

    private static RealStack stack;

    private final List<Running> running = new ArrayList<>();

    @BeforeAll
    static void deploy() throws Exception {
        var engine = RealStack.findEngine();
        assumeTrue(engine.isPresent(), "no engine here; ./do check builds one");
        stack = RealStack.start(root, engine.get(), java.util.Optional.empty());
    }

    @AfterAll
    static void end() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Running one : running) {
            one.close();
        }
        running.clear();
        stack.edit(stack.source());
    }

    private Running reconciler() {
        return reconciler(stack.config());
    }

    private Running reconciler(ReconcilerConfig config) {
        var one = new Running(stack, config, running.size());
        running.add(one);
        return one;
    }

    private static List<Application> applied(WeightsRevision revision) {
        return stack.records().stream()
                .filter(record -> record instanceof LedgerRecord.AppliedTo(long _, Application application)
                        && application.revision() == revision.number())
                .map(record -> ((LedgerRecord.AppliedTo) record).application())
                .toList();
    }

    private static List<String> notices() {
        return stack.records().stream()
                .filter(LedgerRecord.Noticed.class::isInstance)
                .map(record -> ((LedgerRecord.Noticed) record).notice())
                .map(Notice::sentence)
                .toList();
    }

    @Test
    void aRecordedRevisionReachesTheBalancerByANumberedUpdate() throws Exception {
        var one = reconciler();

        var revision = stack.record(1_000);
        one.await(() -> !applied(revision).isEmpty());

        assertThat(stack.shadowShare()).isBetween(950, 1_050);
        var application = applied(revision).getFirst();
        assertThat(application.update()).isPositive();
        var history = StackHistory.parse(stack.pulumi("stack", "history", "--json", "--page-size", "0"));
        assertThat(history.updates().getFirst().message()).contains("(revision " + revision.number() + ")");
        assertThat(application.update()).isEqualTo(history.updates().getFirst().number());
        var timings = one.told(ReconcilerEvent.UpdateFinished.class).getFirst().timings();
        assertThat(timings.providerMillis()).as("from the provider's trace").isPositive();
        assertThat(timings.balancerMillis()).isPositive();
        assertThat(timings.engineMillis()).isPositive();
    }

    @Test
    void aLedgerThatDoesNotAnswerYetIsWaitedFor() {
        var faults = new AtomicInteger(2);
        WeightsLedger whole = stack.openLedger();
        var late = (WeightsLedger) Proxy.newProxyInstance(
                WeightsLedger.class.getClassLoader(), new Class<?>[] {WeightsLedger.class}, (_, method, arguments) -> {
                    if (method.getName().equals("read") && faults.getAndDecrement() > 0) {
                        throw new LedgerException(LedgerException.Kind.UNREACHABLE, "nobody answers");
                    }
                    return method.invoke(whole, arguments);
                });
        var one = new Running(late, stack.config(), 7);
        running.add(one);

        assertThat(one.told(ReconcilerEvent.Failed.class))
                .extracting(ReconcilerEvent.Failed::sentence)
                .containsExactly("nobody answers", "nobody answers");
        var revision = stack.record(1_100);
        one.await(() -> !applied(revision).isEmpty());
    }

    @Test
    void revisionsRecordedTogetherAreAppliedTogetherAndTheNewestWins() {
        var one = reconciler();

        stack.record(1_500);
        stack.record(1_600);
        var last = stack.record(1_700);
        one.await(() -> !applied(last).isEmpty());

        assertThat(stack.shadowShare()).isBetween(1_650, 1_750);
        assertThat(one.told(ReconcilerEvent.UpdateFinished.class)).hasSizeLessThan(3);
    }

    @Test
    void anUncommittedEditIsNeverDeployedByAMoveOfWeightsAndIsNamed() throws Exception {
        stack.edit(
                stack.source().replace("pricePerInstanceHour: 0.12", "pricePerInstanceHour: 0.5") + "  by-hand: yes\n");
        var one = reconciler(quick(stack.config()));

        var revision = stack.record(2_000);
        one.await(() -> !applied(revision).isEmpty());

        assertThat(stack.shadowShare()).isBetween(1_950, 2_050);
        assertThat(stack.pulumi("stack", "export")).contains("0.12").doesNotContain("\"pricePerInstanceHour\": 0.5");
        one.await(() -> notices().stream().anyMatch(sentence -> sentence.contains("zone-c")));
        assertThat(notices())
                .filteredOn(sentence -> sentence.contains("zone-c"))
                .singleElement()
                .asString()
                .startsWith("waits for a person: update of zone-c");
    }

    private static ReconcilerConfig quick(ReconcilerConfig config) {
        var usual = config.pace();
        var pace = new ReconcilerConfig.Pace(
                usual.debounce(),
                usual.updateLimit(),
                usual.lockWarning(),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                usual.stopGrace());
        return new ReconcilerConfig(
                config.stack(),
                config.project(),
                config.engine(),
                config.provider(),
                config.environment(),
                config.workDirectory(),
                pace);
    }

    @Test
    void aRevisionWithSizesSizesTheGroupInOneUpdateAndAMoveOfWeightsAloneTouchesWeightsAlone() {
        var warm = Provision.AS_DECLARED.withInstances(Recorded.B, 2);
        var one = reconciler();

        var warmed = stack.record(100, warm);
        one.await(() -> !applied(warmed).isEmpty());
        assertThat(stack.group(Recorded.B).instances()).isEqualTo(2);
        assertThat(stack.group(Recorded.B).capacityPerSecond()).isEqualTo(200);
        assertThat(one.told(ReconcilerEvent.UpdateFinished.class)).hasSize(1);
        int steps = one.told(ReconcilerEvent.StepStarted.class).size();

        var moved = stack.record(200, warm);
        one.await(() -> !applied(moved).isEmpty());
        assertThat(one.told(ReconcilerEvent.StepStarted.class)
                        .subList(
                                steps,
                                one.told(ReconcilerEvent.StepStarted.class).size()))
                .extracting(ReconcilerEvent.StepStarted::resource)
                .allSatisfy(resource -> assertThat(resource).contains("WeightAssignment"));

        var retired = stack.record(300);
        one.await(() -> !applied(retired).isEmpty());
        assertThat(stack.group(Recorded.B).instances()).isEqualTo(1);
        assertThat(notices()).noneMatch(sentence -> sentence.contains("against its word"));
    }

    @Test
    void aPersonsUpdateInTheMiddleOfAMigrationKeepsWhatWasWarmed() throws Exception {
        var one = reconciler();
        var warmed = stack.record(400, Provision.AS_DECLARED.withInstances(Recorded.B, 2));
        one.await(() -> !applied(warmed).isEmpty());

        assertThat(stack.upByAPerson()).contains("unchanged").doesNotContain("desiredInstances");

        assertThat(stack.group(Recorded.B).instances()).isEqualTo(2);
        var retired = stack.record(500);
        one.await(() -> !applied(retired).isEmpty());
        assertThat(stack.group(Recorded.B).instances()).isEqualTo(1);
    }

    @Test
    void aShadowOfMetadataAloneIsMadeFromNothingAndEndedAgain() throws Exception {
        var home = stack.record(0);
        var first = reconciler();
        first.await(() -> !applied(home).isEmpty());
        stop();
        stack.edit(stack.source()
                .replace("{mode: reduced, capacity: 0.5, placement: auto}", "{mode: metadata, placement: auto}"));
        stack.upByAPerson();
        assertThat(stack.group(Recorded.B).instances()).isZero();
        assertThat(stack.shadowShare()).isZero();

        var one = reconciler();
        var warmed = stack.record(0, Provision.AS_DECLARED.withInstances(Recorded.B, 2));
        one.await(() -> !applied(warmed).isEmpty());
        assertThat(stack.group(Recorded.B).instances()).isEqualTo(2);
        var moved = stack.record(10_000, Provision.AS_DECLARED.withInstances(Recorded.B, 2));
        one.await(() -> !applied(moved).isEmpty());
        assertThat(stack.shadowShare()).isEqualTo(10_000);

        var back = stack.record(0);
        one.await(() -> !applied(back).isEmpty());
        assertThat(stack.group(Recorded.B).instances()).isZero();
        stop();
        stack.upByAPerson();
        assertThat(stack.group(Recorded.B).instances()).isEqualTo(1);
    }

    @Test
    void aWriterThatTheAgentsHaveMovedIsAdoptedAndAPersonsUpdateLeavesItThere() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/lib/postgresql")), "PostgreSQL is not installed");
        stack.edit(stack.source().replace("replication: async", "replication: sync\n      database: {}"));
        stack.upByAPerson();
        var one = reconciler();

        stack.moveWriter(Recorded.A, Recorded.B);
        var moved = stack.record(600, Provision.AS_DECLARED.withWriter(Recorded.B));
        one.await(() -> !applied(moved).isEmpty());

        assertThat(stack.pulumi("stack", "export")).contains("\"desiredWriter\": \"zone-b\"");
        assertThat(stack.upByAPerson()).contains("unchanged").doesNotContain("updated");
        assertThat(stack.upByAPerson("--refresh")).contains("unchanged").doesNotContain("updated");
        assertThat(one.told(ReconcilerEvent.Failed.class)).isEmpty();

        stack.moveWriter(Recorded.B, Recorded.A);
        var home = stack.record(700);
        one.await(() -> !applied(home).isEmpty());
        stop();
        stack.upByAPerson();
        assertThat(stack.pulumi("stack", "export")).doesNotContain("understudy:local:Database");
    }

    @Test
    void aRevisionThatAnEvacuationHasPutInForceAlreadyIsRecordedAsApplied() {
        var revision = stack.record(8_000);
        assertThat(stack.evacuate(revision)).isTrue();
        assertThat(stack.evacuate(revision)).as("changed a second time").isFalse();

        var one = reconciler();
        one.await(() -> !applied(revision).isEmpty());

        assertThat(stack.shadowShare()).isBetween(7_950, 8_050);
        assertThat(one.told(ReconcilerEvent.Failed.class)).isEmpty();
    }

    @Test
    void twoReconcilersAtOnceDoNoHarm() {
        var one = reconciler();
        var other = reconciler();

        for (int share : List.of(3_000, 3_500, 4_000)) {
            var revision = stack.record(share);
            one.await(() -> !applied(revision).isEmpty());
            other.await(() -> stack.shadowShare() >= share - 50 && stack.shadowShare() <= share + 50);
        }

        assertThat(one.told(ReconcilerEvent.Failed.class)).isEmpty();
        assertThat(other.told(ReconcilerEvent.Failed.class)).isEmpty();
    }

    @Test
    void whatWasRecordedWhileNoReconcilerRanIsAppliedWhenOneStarts() {
        var revision = stack.record(2_500);

        var one = reconciler();
        one.await(() -> !applied(revision).isEmpty());

        assertThat(stack.shadowShare()).isBetween(2_450, 2_550);
    }

    @Test
    void aStackThatIsNotThereIsNamed() {
        var config = stack.config();
        var wrong = new ReconcilerConfig(
                new dev.understudy.ledger.StackId("real", "nope"),
                config.project(),
                config.engine(),
                config.provider(),
                config.environment(),
                root.resolve("elsewhere"),
                config.pace());

        assertThatThrownBy(
                        () -> new Reconciler(wrong, stack.openLedger(), InstantSource.system(), new Random(1), _ -> {}))
                .isInstanceOf(ReconcilerException.class)
                .hasMessage("the ledger belongs to stack real/dev, not to real/nope; name its own");
    }

    @Test
    void aMissingEngineIsNamed() {
        var config = stack.config();
        var wrong = new ReconcilerConfig(
                config.stack(),
                config.project(),
                java.util.Optional.of(root.resolve("no-engine")),
                config.provider(),
                config.environment(),
                config.workDirectory(),
                config.pace());

        assertThatThrownBy(
                        () -> new Reconciler(wrong, stack.openLedger(), InstantSource.system(), new Random(1), _ -> {}))
                .isInstanceOf(ReconcilerException.class)
                .hasMessageStartingWith("there is no engine at " + root.resolve("no-engine/pulumi"));
    }

    @Test
    void aStoppedReconcilerLeavesNothingBehind() throws Exception {
        var one = reconciler();
        var revision = stack.record(4_500);
        one.await(() -> !applied(revision).isEmpty());
        one.close();

        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(process -> CommandLine.of(process.pid()))
                        .filter(command ->
                                command.contains("ProviderMain --weights-only") || command.contains("/pulumi ")))
                .isEmpty();
        try (var files = Files.list(stack.config().workDirectory())) {
            assertThat(files).isEmpty();
        }
        assertThat(one.last()).isInstanceOf(ReconcilerEvent.Stopped.class);
    }

    @Test
    void anUpdateOfAKilledReconcilerEndsWellAndTheNextGoesOn() throws Exception {
        var killed = ReconcilerProcess.start(stack.config(), stack.ledgerUri());
        killed.await(ReconcilerEvent.Following.class);
        var revision = stack.record(5_500);
        killed.await(ReconcilerEvent.UpdateStarted.class);
        awaitLock();
        killed.kill();

        var next = reconciler();
        next.await(() -> !applied(revision).isEmpty());
        assertThat(stack.shadowShare()).isBetween(5_450, 5_550);
        assertThat(locks()).isEmpty();
        assertThat(next.told(ReconcilerEvent.Failed.class)).isEmpty();
    }

    @Test
    void theStaleLockOfAnUpdateThatWasKilledWithItsReconcilerIsRemoved() throws Exception {
        var killed = ReconcilerProcess.start(stack.config(), stack.ledgerUri());
        killed.await(ReconcilerEvent.Following.class);
        var revision = stack.record(6_500);
        killed.await(ReconcilerEvent.UpdateStarted.class);
        var lock = awaitLock();
        ProcessHandle.of(Json.parse(Files.readString(lock)).path("pid").asLong())
                .ifPresent(ProcessHandle::destroyForcibly);
        killed.kill();
        assertThat(lock).exists();

        var next = reconciler();
        next.await(() -> !applied(revision).isEmpty());
        assertThat(stack.shadowShare()).isBetween(6_450, 6_550);
        assertThat(locks()).isEmpty();
    }

    @Test
    void aLockOfSomebodyElseIsWaitedForAndNeverRemoved() throws Exception {
        var one = reconciler();
        var directory = Files.createDirectories(stack.state().resolve(".pulumi/locks/organization/real/dev"));
        var lock = Files.writeString(
                directory.resolve("a-person.json"),
                "{\"pid\":1,\"username\":\"ann\",\"hostname\":\"laptop\",\"timestamp\":\"2026-11-22T12:00:00Z\"}");

        var revision = stack.record(7_000);
        one.await(() -> one.told(ReconcilerEvent.LockHeld.class).size() > 1);
        assertThat(one.told(ReconcilerEvent.LockHeld.class).getFirst().holder()).contains("ann@laptop");
        assertThat(lock).exists();
        assertThat(applied(revision)).isEmpty();

        Files.delete(lock);
        one.await(() -> !applied(revision).isEmpty());
        assertThat(stack.shadowShare()).isBetween(6_950, 7_050);
    }

    @Test
    void aReconcilerThatIsAskedToEndLetsItsUpdateEnd() throws Exception {
        var asked = ReconcilerProcess.start(stack.config(), stack.ledgerUri());
        asked.await(ReconcilerEvent.Following.class);
        stack.record(7_500);
        asked.await(ReconcilerEvent.UpdateStarted.class);
        awaitLock();

        assertThat(asked.terminate()).isEqualTo(128 + 15);
        assertThat(stack.shadowShare()).isBetween(7_450, 7_550);
        assertThat(locks()).isEmpty();
    }

    /** The engine makes and removes files there while we look: a walk that met one going is walked again. */
    private static List<Path> locks() throws Exception {
        var directory = stack.state().resolve(".pulumi/locks");
        while (true) {
            if (!Files.exists(directory)) {
                return List.of();
            }
            try (var files = Files.walk(directory)) {
                return files.filter(file -> file.toString().endsWith(".json")).toList();
            } catch (UncheckedIOException | NoSuchFileException going) {
                Thread.onSpinWait();
            }
        }
    }

    /** Waits until an update has locked the stack: from here on it would be interrupted. */
    private static Path awaitLock() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            for (Path lock : locks()) {
                if (Files.size(lock) > 0) {
                    return lock;
                }
            }
            assertThat(System.nanoTime()).as("no update locks the stack").isLessThan(deadline);
            Thread.sleep(1);
        }
    }
}
