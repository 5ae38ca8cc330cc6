package dev.understudy.cli;

import static dev.understudy.cli.Cli.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cli.Cli.Leader;
import dev.understudy.core.orders.Answer.Verdict;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.weights.Provision;
import dev.understudy.ledger.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders to do something: migrate, rollback, drill. The leader is the test. */
@Timeout(60)
class MigrateCommandTest {
    private static final String PLAN = "plan of shop\n  warm zone-b\n  shift";

    @TempDir
    Path folder;

    private Cli cli;
    private Leader leader;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
        leader = cli.leader(SHOP);
    }

    @AfterEach
    void finish() throws InterruptedException {
        cli.finish();
    }

    private static MigrationState.Warming warming(Migration migration) {
        return new MigrationState.Warming(migration, now());
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }

    private void goes(Migration migration, MigrationState... last) {
        leader.journal(warming(migration), "capacity is reserved");
        leader.revise(1_000, Provision.AS_DECLARED.withInstances(Cli.B, 2));
        for (var state : last) {
            leader.journal(state, "so it went");
        }
        leader.journal(Cli.watching(), "nothing is under way");
    }

    private LedgerRecord.Ordered onlyOrder() {
        return cli.ledger.read(0, 1_000).stream()
                .filter(LedgerRecord.Ordered.class::isInstance)
                .map(LedgerRecord.Ordered.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDryRunPrintsThePlanAndNothingElse() {
        leader.onOrder(order -> leader.answer(order.sequence(), Verdict.PLANNED, PLAN));
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--dry-run", "--reason", "to see");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(PLAN);
        assertThat(ended.err()).contains("order 3 recorded; waiting for the leading agent of shop");
        var order = onlyOrder().order();
        assertThat(order.what()).isEqualTo(new What.Migrate(Cli.B, true, false));
        assertThat(order.service()).contains(SHOP);
        assertThat(order.owner()).isEqualTo(Cli.person());
        assertThat(order.reason()).isEqualTo("to see");
    }

    @Test
    void aMigrationIsToldStepByStepUntilItIsDone() {
        leader.onOrder(order -> {
            var migration = Cli.migration(SHOP, 1, Cli.person(), order.sequence());
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            goes(migration, new MigrationState.Settling(migration, now()));
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--reason", "cooling");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(PLAN);
        assertThat(ended.err())
                .containsSubsequence(
                        "shop-1 warming: capacity is reserved",
                        "revision 3: zone-a 90 %, zone-b 10 %; zone-b 2 instances",
                        "shop-1 settling: so it went",
                        "shop watching: nothing is under way",
                        "done: understudy migrations show shop-1");
    }

    @Test
    void oneThatGoesBackHasACodeOfItsOwn() {
        leader.onOrder(order -> {
            var migration = Cli.migration(SHOP, 1, Cli.person(), order.sequence());
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            goes(migration, Cli.rollingBack(migration));
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--reason", "cooling");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).endsWith("understudy: rolled back: understudy migrations show shop-1\n");
    }

    @Test
    void aRefusalIsSaidAsTheLeaderSaysIt() {
        leader.onOrder(order -> leader.answer(order.sequence(), Verdict.REFUSED, "zone-b is not ready"));
        var ended = cli.run("drill", "shop", "--reason", "practice");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).endsWith("understudy: refused: zone-b is not ready\n");
    }

    @Test
    void withoutWaitingTheAcceptedPlanIsTheEnd() {
        leader.onOrder(order -> leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN));
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--no-wait", "--reason", "cooling");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(PLAN);
    }

    @Test
    void anOrderThatNobodyAnswersIsWithdrawn() {
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--timeout", "1s", "--reason", "cooling");
        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).contains("nobody answered order 3 within 1 s, so it was withdrawn");
        var records = cli.ledger.read(2, 10);
        assertThat(records).hasSize(2);
        assertThat(((LedgerRecord.Ordered) records.getLast()).order().what()).isEqualTo(new What.Release(3));
        assertThat(cli.run("orders", "list").out()).doesNotContain("migrate to");
        assertThat(onlyOrder().order().expires()).isPresent();
    }

    @Test
    void anOrderTakenInTheMomentOfItsWithdrawalIsWatched() {
        leader.onOrder(order -> {
            var migration = Cli.migration(SHOP, 1, Cli.person(), order.sequence());
            leader.journal(warming(migration), "capacity is reserved");
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--no-wait", "--timeout", "3s", "--reason", "cooling");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains("it began in the moment of its withdrawal")
                .doesNotContain("so it was withdrawn");
    }

    @Test
    void whatIsNotOverInTimeGoesOn() {
        leader.onOrder(order -> {
            var migration = Cli.migration(SHOP, 1, Cli.person(), order.sequence());
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            leader.journal(warming(migration), "capacity is reserved");
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--timeout", "2s", "--reason", "cooling");
        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).endsWith("it is not over yet and goes on: understudy migrations show shop-1\n");
    }

    @Test
    void aForcedOneWaitsForASecondPerson() {
        leader.onOrder(order -> leader.answer(order.sequence(), Verdict.NEEDS_APPROVAL, "force needs four eyes"));
        var asked = cli.run("migrate", "shop", "--to", "zone-b", "--force", "--no-wait", "--reason", "it must be now");
        assertThat(asked.code()).isEqualTo(6);
        assertThat(asked.err()).contains("force needs four eyes; order 3 waits an hour for that");
        assertThat(cli.run("orders", "list").out()).contains("waits for a second person");

        var own = cli.run("approve", "3", "--reason", "I want it");
        assertThat(own.code()).isEqualTo(3);
        assertThat(own.err()).contains("cannot approve 3").contains("allowed: another person");
    }

    @Test
    void aForcedOneIsDoneOnceApproved() {
        leader.onOrder(order -> {
            var migration = Cli.migration(SHOP, 1, Cli.person(), order.sequence());
            leader.answer(order.sequence(), Verdict.NEEDS_APPROVAL, "force needs four eyes");
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            goes(migration, new MigrationState.Retiring(migration, now()));
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--force", "--reason", "it must be now");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(PLAN);
    }

    @Test
    void whatWasOrderedBackIsDoneWhenItIsBack() {
        var migration = Cli.migration(SHOP, 1, leader.author, 0);
        leader.journal(warming(migration), "the zone is slow");
        leader.onOrder(order -> {
            leader.answer(order.sequence(), Verdict.ACCEPTED, "shop-1 goes back\n");
            leader.journal(Cli.rollingBack(migration), "ordered back");
            leader.journal(Cli.watching(), "it is back");
        });
        var ended = cli.run("rollback", "shop", "--reason", "errors");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo("shop-1 goes back\n");
        assertThat(ended.err()).contains("shop-1 rolling back: ordered back");
    }

    @Test
    void aDrillIsOverWhenTheServiceIsBack() {
        leader.onOrder(order -> {
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            var out = drill(1, order.sequence());
            leader.journal(warming(out), "practice");
            leader.journal(new MigrationState.Settling(out, now()), "there");
            var back = drill(2, 0);
            leader.journal(warming(back), "the way back");
            leader.journal(new MigrationState.Retiring(back, now()), "here again");
            leader.journal(Cli.watching(), "the drill is passed");
        });
        var ended = cli.run("drill", "shop", "--reason", "practice");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("shop-2 warming: the way back", "shop watching: the drill is passed");
    }

    private static Migration drill(long ordinal, long order) {
        var one = Cli.migration(SHOP, ordinal, Cli.person(), order);
        return new Migration(
                one.id(),
                Migration.Kind.DRILL,
                one.from(),
                one.to(),
                one.origin(),
                one.goal(),
                one.homeward(),
                one.base(),
                one.takes(),
                one.startedAt(),
                one.by(),
                one.order(),
                one.forced(),
                one.why(),
                one.givenUp(),
                one.history());
    }

    @Test
    void anInterruptSaysThatTheMigrationGoesOn() throws Exception {
        leader.onOrder(order -> {
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            leader.journal(warming(Cli.migration(SHOP, 1, Cli.person(), order.sequence())), "capacity is reserved");
        });
        assertThat(interrupted("shop-1 warming"))
                .endsWith("no longer watching; the migration goes on: understudy migrations show shop-1\n");
    }

    @Test
    void anInterruptBeforeAnyAnswerTakesTheOrderBack() throws Exception {
        assertThat(interrupted("order 3 recorded")).endsWith("order 3 was withdrawn by release 4\n");
        assertThat(cli.run("orders", "list").out().lines()).hasSize(1);
    }

    /**
     * Runs a migration as a process of its own, and interrupts it once it has said something. Whoever is started in the
     * background inherits that interrupts are ignored; this process shall hear them.
     */
    private String interrupted(String cue) throws Exception {
        var process = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "migrate",
                        "shop",
                        "--to",
                        "zone-b",
                        "--reason",
                        "cooling",
                        "--ledger",
                        "file://" + cli.file,
                        "--project",
                        "p",
                        "--stack",
                        "dev")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            var said = new StringBuilder();
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                said.append(line).append('\n');
                if (line.contains(cue)) {
                    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor();
                }
            }
            assertThat(process.waitFor()).as(said.toString()).isEqualTo(130);
            return said.toString();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void someoneElsesMigrationIsNotTakenForTheOrderedOne() {
        var other = Cli.migration(SHOP, 1, leader.author, 0);
        leader.onOrder(order -> {
            leader.answer(order.sequence(), Verdict.ACCEPTED, PLAN);
            goes(other, new MigrationState.Settling(other, now()));
        });
        var ended = cli.run("migrate", "shop", "--to", "zone-b", "--timeout", "2s", "--reason", "cooling");
        assertThat(ended.code()).isEqualTo(5);
    }

    @Test
    void whatCannotBeMeantIsUsage() {
        for (var bad : List.of(
                List.of("migrate", "shop", "--to", "zone-x", "--reason", "x"),
                List.of("migrate", "till", "--to", "zone-b", "--reason", "x"),
                List.of("migrate", "shop", "--to", "zone-b", "--reason", " "),
                List.of("migrate", "shop", "--to", "zone-b", "--timeout", "soon", "--reason", "x"),
                List.of("migrate", "shop", "--to", "zone-b", "--timeout", "0s", "--reason", "x"),
                List.of("migrate", "shop", "--to", "zone-b", "--reason", "x".repeat(501)),
                List.of("migrate", "shop", "--reason", "x"),
                List.of("drill", "shop"))) {
            var ended = cli.run(bad.toArray(String[]::new));
            assertThat(ended.code()).as(bad.toString()).isEqualTo(2);
            assertThat(ended.err()).as(bad.toString()).doesNotContain("unexpected");
        }
        assertThat(cli.run("migrate", "shop", "--to", "zone-x", "--reason", "x").err())
                .contains("--to is \"zone-x\"")
                .contains("[zone-a, zone-b]");
        assertThat(cli.ledger.read(2, 10)).isEmpty();
    }
}
