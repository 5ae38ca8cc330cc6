package dev.understudy.cli;

import static dev.understudy.cli.Cli.CART;
import static dev.understudy.cli.Cli.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Answer.Verdict;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.Provision;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.LedgerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders that hold until they end, and what is told of orders and migrations. */
@Timeout(60)
class OrdersCommandTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    @AfterEach
    void finish() throws InterruptedException {
        cli.finish();
    }

    private LedgerRecord.Ordered newest() {
        return (LedgerRecord.Ordered) cli.ledger.read(0, 1_000).getLast();
    }

    @Test
    void eachStandingOrderIsRecordedAndListedWithWhatItDoesNow() {
        assertThat(cli.run("hold", "shop", "--expires", "2h", "--reason", "a release")
                        .out())
                .startsWith("order 3 recorded: hold shop until ");
        assertThat(Duration.between(
                        InstantSource.system().instant(),
                        newest().order().expires().orElseThrow()))
                .isBetween(Duration.ofMinutes(119), Duration.ofSeconds(7_201));
        assertThat(cli.run("pause", "--all", "--expires", "PT30M", "--reason", "a look")
                        .code())
                .isZero();
        assertThat(newest().order().service()).isEmpty();
        assertThat(cli.run("pin", "shop", "--zone", "zone-a", "--expires", "1d", "--reason", "law")
                        .code())
                .isZero();
        assertThat(cli.run("stop", "--reason", "all stand still").out())
                .startsWith("order 6 recorded: stop all until released, by person ");
        assertThat(newest().order().what()).isEqualTo(new What.Stop());

        var listed = cli.run("orders", "list");
        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.out().lines().skip(1).toList())
                .satisfiesExactly(
                        hold -> assertThat(hold)
                                .contains("hold", "no migration, no drill of shop", "a release")
                                .doesNotContain("cart", "evacuation"),
                        pause -> assertThat(pause)
                                .contains("no migration, no drill of cart; no migration, no drill of shop"),
                        pin -> assertThat(pin)
                                .contains("pin to zone-a", "no migration, no drill, no evacuation of shop to zone-b"),
                        stop -> assertThat(stop)
                                .contains("no migration, no drill, no evacuation, no forced migration of shop"));
        assertThat(cli.run("orders", "list", "-o", "json").out())
                .startsWith("[{\"number\":3,\"order\":{\"what\":{\"kind\":\"hold\"},\"service\":\"shop\"");

        assertThat(cli.run("release", "6", "--reason", "go on").out()).startsWith("order 7 recorded: release 6, by");
        assertThat(cli.run("orders", "list").out()).doesNotContain("stop").contains("hold");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithFieldValueAndRemedy() {
        refused(2, List.of("hold", "shop", "--expires", "soon", "--reason", "x"), "--expires is \"soon\"");
        refused(2, List.of("hold", "shop", "--expires", "0s", "--reason", "x"), "1 s to 366 days from now");
        refused(2, List.of("hold", "shop", "--expires", "367d", "--reason", "x"), "1 s to 366 days from now");
        refused(2, List.of("hold", "shop", "--expires", "2020-01-01T00:00:00Z", "--reason", "x"), "366 days");
        refused(2, List.of("hold", "shop", "--reason", "x"), "--expires");
        refused(2, List.of("hold", "shop", "--all", "--expires", "1h", "--reason", "x"), "one of the two");
        refused(2, List.of("pause", "--expires", "1h", "--reason", "x"), "SERVICE is missing");
        refused(2, List.of("hold", "till", "--expires", "1h", "--reason", "x"), "allowed: one of [cart, shop]");
        refused(2, List.of("pin", "shop", "--zone", "zone-x", "--expires", "1h", "--reason", "x"), "--zone is");
        refused(2, List.of("stop", "--reason", ""), "--reason is 0 characters long");
        refused(2, List.of("approve", "everything", "--reason", "x"), "ORDER|MIGRATION is \"everything\"");
        refused(3, List.of("approve", "9", "--reason", "x"), "order 9, which was never given");
        refused(3, List.of("approve", "shop-4", "--reason", "x"), "migration shop-4, which is not under way");
        refused(3, List.of("release", "2", "--reason", "x"), "order 2, which was never given");
        assertThat(cli.ledger.read(2, 10)).isEmpty();
    }

    private void releaseAll() {
        for (LedgerRecord record : cli.ledger.read(0, 100)) {
            if (record instanceof LedgerRecord.Ordered) {
                assertThat(cli.run("release", Long.toString(record.sequence()), "--reason", "looked")
                                .code())
                        .isZero();
            }
        }
    }

    private void refused(int code, List<String> command, String said) {
        var ended = cli.run(command.toArray(String[]::new));
        assertThat(ended.code()).as(command + ended.err()).isEqualTo(code);
        assertThat(ended.err()).as(command.toString()).contains(said).doesNotContain("unexpected");
    }

    @Test
    void aMigrationIsShownFromTheLedgerAlone() {
        var leader = cli.leader(SHOP);
        var migration = Cli.migration(SHOP, 1, Cli.person(), 0);
        var began = InstantSource.system().instant();
        leader.journal(new MigrationState.Warming(migration, began), "capacity is reserved");
        leader.revise(1_000, Provision.AS_DECLARED.withInstances(Cli.B, 2).withWriter(Cli.B));
        cli.run("pause", "shop", "--expires", "1h", "--reason", "a look");
        assertThat(cli.run("orders", "list").out()).contains("shop-1 stays at warming");
        cli.run("pin", "shop", "--zone", "zone-a", "--expires", "1h", "--reason", "law");
        assertThat(cli.run("orders", "list").out()).contains("shop-1 goes back");
        assertThat(cli.run("migrations", "list").out()).contains("shop-1", "planned", "warming", "it was ordered");

        var explained = cli.run("explain", "shop").out();
        assertThat(explained)
                .contains(
                        "place     zone-a 90 %, zone-b 10 %; zone-b 2 instances; writer zone-b",
                        "Migration shop-1 zone-a -> zone-b, warming since ",
                        "because   capacity is reserved",
                        "gave up   the soak",
                        "pause shop until ",
                        "now       shop-1 stays at warming");

        assertThat(cli.run("doctor").out())
                .contains("pause of shop until ", "(a look): no migration", "shop-1 stays at warming");
        releaseAll();
        leader.journal(
                new MigrationState.Retiring(migration, began),
                "the soak has passed",
                new Performed(
                        new TaskId("shop-1", "drain", 2),
                        began,
                        began.plusMillis(40),
                        new TaskEnd.Done(Because.of("nothing is in flight"))));
        leader.journal(Cli.watching(), "it is over");
        var shown = cli.run("migrations", "show", "shop-1");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsSubsequence(
                        "Migration shop-1, planned, zone-a -> zone-b, by person ",
                        "state    done, ",
                        "gave up  the soak",
                        "States",
                        "warming          capacity is reserved",
                        "retiring         the soak has passed",
                        "done             it is over",
                        "Revisions",
                        "revision 3       zone-a 90 %, zone-b 10 %; zone-b 2 instances; writer zone-b, waits",
                        "Tasks",
                        "drain #2         done after 40 ms: nothing is in flight",
                        "Orders",
                        "pause, by person ");
        assertThat(cli.run("migrations", "show", "shop-1", "-o", "json").out())
                .startsWith("{\"story\":{\"migration\":{\"id\":{\"service\":\"shop\",\"ordinal\":1}");
        assertThat(cli.run("migrations", "list", "-o", "json").out())
                .startsWith("[{\"migration\":\"shop-1\",\"kind\":\"planned\"")
                .contains("\"state\":\"done\"");
        assertThat(cli.run("migrations", "list", "--service", "cart").out().lines())
                .hasSize(1);
        refused(1, List.of("migrations", "show", "shop-2"), "migration shop-2 is not in the ledger of p/dev");
        refused(2, List.of("migrations", "show", "shop"), "allowed: SERVICE-NUMBER");
        refused(2, List.of("migrations", "list", "--limit", "0"), "--limit is 0");
    }

    @Test
    void weightsSetByAPersonKeepSizesAndWriter() {
        var leader = cli.leader(SHOP);
        var place = Provision.AS_DECLARED.withInstances(Cli.B, 2).withWriter(Cli.B);
        leader.revise(1_000, place);
        var set = cli.run("weights", "set", "shop", "zone-a=50", "zone-b=50", "--reason", "half");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(cli.ledger.head(SHOP).map(head -> head.change().provision())).contains(place);
    }

    /** Over mutual TLS the name in the certificate is the owner of what is ordered. */
    @Test
    void overHttpsTheCertificateSaysWhoOrders() {
        var authority = CertificateAuthority.create(folder.resolve("ca"));
        var home = List.of("127.0.0.1");
        try (var server = LedgerServer.start(
                cli.file,
                Cli.STACK,
                authority.issue("ledger", home, folder.resolve("ids/ledger")),
                "127.0.0.1",
                0,
                InstantSource.system())) {
            for (String name : List.of("person-ada", "person-bob", "reconciler")) {
                authority.issue(name, home, folder.resolve("ids").resolve(name));
            }
            var leader = cli.leader(CART);
            leader.onOrder(order -> leader.answer(order.sequence(), Verdict.NEEDS_APPROVAL, "force needs four eyes"));
            var asked = https(server, "person-ada", "migrate", "cart", "--to", "zone-b", "--force", "--no-wait");
            assertThat(asked.code()).as(asked.err()).isEqualTo(6);
            long order = newestOrder();
            assertThat(cli.ledger.read(order - 1, 1).getFirst().toString()).contains("ada");

            var own = https(server, "person-ada", "approve", Long.toString(order));
            assertThat(own.code()).isEqualTo(3);
            assertThat(own.err()).contains("person ada cannot approve " + order);
            var second = https(server, "person-bob", "approve", Long.toString(order));
            assertThat(second.code()).as(second.err()).isZero();
            assertThat(newest().order().owner().name()).isEqualTo("bob");

            var nobody = https(server, "reconciler", "stop");
            assertThat(nobody.code()).isEqualTo(1);
            assertThat(nobody.err()).contains("names reconciler; allowed: a person, as in person-");
        }
    }

    private long newestOrder() {
        return cli.ledger.read(0, 1_000).stream()
                .flatMap(record -> record instanceof LedgerRecord.Ordered(long number, var _)
                        ? Optional.of(number).stream()
                        : Optional.<Long>empty().stream())
                .reduce((_, newer) -> newer)
                .orElseThrow();
    }

    private Cli.Ended https(LedgerServer server, String identity, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--reason", "so it is", "--ledger", server.uri().toString(), "--project", "p"));
        all.addAll(List.of(
                "--stack",
                "dev",
                "--identity",
                folder.resolve("ids/" + identity).toString()));
        return Cli.runAsIs(all.toArray(String[]::new));
    }
}
