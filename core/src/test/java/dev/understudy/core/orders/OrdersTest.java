package dev.understudy.core.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.orders.Orders.Move;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OrdersTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final ServiceId MAIL = new ServiceId("mail");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final Author ALICE = new Author(Author.Kind.PERSON, "alice");
    private static final Author BOB = new Author(Author.Kind.PERSON, "bob");

    private static Given given(long number, Order.What what, Author owner, String reason, Optional<Instant> expires) {
        return new Given(number, new Order(what, Optional.of(SHOP), owner, reason, T0, expires));
    }

    private static Given given(long number, Order.What what) {
        return given(number, what, ALICE, "release 12", Optional.empty());
    }

    private static Given forAll(long number, Order.What what) {
        return new Given(number, new Order(what, Optional.empty(), ALICE, "audit", T0, Optional.empty()));
    }

    private static Orders.Live live(Given... given) {
        return Orders.of(List.of(given)).at(T0);
    }

    private static String start(Orders.Live live, Move move) {
        return live.blocksStart(SHOP, B, move).map(Object::toString).orElse("free");
    }

    private static String step(Orders.Live live, Move move) {
        return live.blocksStep(SHOP, move).map(Object::toString).orElse("free");
    }

    @Test
    void aHoldKeepsPlannedMovesFromBeginningAndSaysByWhomUntilWhenAndWhy() {
        var live = live(given(7, new Order.What.Hold(), ALICE, "release {12}", Optional.of(T0.plusSeconds(60))));

        assertThat(start(live, Move.PLANNED))
                .isEqualTo("held by alice until 2026-11-23T12:01:00Z (order 7): release (12)");
        assertThat(start(live, Move.DRILL)).startsWith("held by alice");
        assertThat(start(live, Move.EVACUATION)).isEqualTo("free");
        assertThat(start(live, Move.FORCED)).isEqualTo("free");
        assertThat(step(live, Move.PLANNED)).isEqualTo("free");
    }

    @Test
    void aPauseAlsoKeepsAMoveUnderWayWhereItIs() {
        var live = live(given(7, new Order.What.Pause()));

        assertThat(start(live, Move.PLANNED)).isEqualTo("paused by alice until released (order 7): release 12");
        assertThat(step(live, Move.PLANNED)).startsWith("paused by alice");
        assertThat(step(live, Move.DRILL)).startsWith("paused by alice");
        assertThat(step(live, Move.EVACUATION)).isEqualTo("free");
    }

    @Test
    void aPinKeepsTheServiceInItsZoneEvenWhenTheZoneFailsAndLetsItGoThere() {
        var live = live(given(7, new Order.What.Pin(A)));

        assertThat(start(live, Move.PLANNED)).startsWith("pinned to zone-a by alice");
        assertThat(start(live, Move.EVACUATION)).startsWith("pinned to zone-a by alice");
        assertThat(start(live, Move.FORCED)).isEqualTo("free");
        assertThat(live.blocksStart(SHOP, A, Move.PLANNED)).isEmpty();
        assertThat(live.desiredZone(SHOP)).contains(A);
        assertThat(live.turnsBack(SHOP, B, Move.PLANNED)).isPresent();
        assertThat(live.turnsBack(SHOP, A, Move.PLANNED)).isEmpty();
        assertThat(live.turnsBack(SHOP, B, Move.FORCED)).isEmpty();
    }

    @Test
    void theNewestPinCounts() {
        var live = live(given(8, new Order.What.Pin(B)), given(7, new Order.What.Pin(A)));

        assertThat(live.desiredZone(SHOP)).contains(B);
        assertThat(start(live, Move.EVACUATION)).isEqualTo("free");
    }

    @Test
    void aStopKeepsEverythingOfEveryServiceWhereItIs() {
        var live = live(given(7, new Order.What.Stop()));

        for (Move move : Move.values()) {
            assertThat(live.blocksStart(MAIL, B, move))
                    .get()
                    .hasToString("stopped by alice until released (order 7): " + "release 12");
            assertThat(live.blocksStep(MAIL, move)).isPresent();
        }
    }

    @Test
    void anOrderForAnotherServiceDoesNotCountAndOneForAllDoes() {
        assertThat(live(given(7, new Order.What.Hold())).blocksStart(MAIL, B, Move.PLANNED))
                .isEmpty();
        assertThat(live(forAll(7, new Order.What.Hold())).blocksStart(MAIL, B, Move.PLANNED))
                .isPresent();
    }

    @Test
    void anOrderEndsWhenItExpiresAndAReleaseNeverDoes() {
        var hold = given(7, new Order.What.Hold(), ALICE, "release 12", Optional.of(T0.plusSeconds(60)));
        var orders = Orders.of(List.of(hold));
        assertThat(start(orders.at(T0.plusSeconds(59)), Move.PLANNED)).startsWith("held");
        assertThat(start(orders.at(T0.plusSeconds(60)), Move.PLANNED)).isEqualTo("free");

        var endless = given(7, new Order.What.Hold());
        var release = given(8, new Order.What.Release(7), BOB, "done", Optional.of(T0.plusSeconds(1)));
        assertThat(start(Orders.of(List.of(release, endless)).at(T0.plusSeconds(9)), Move.PLANNED))
                .isEqualTo("free");
    }

    @Test
    void aReleaseEndsNothingThatCameAfterIt() {
        assertThat(start(live(given(7, new Order.What.Release(8)), given(8, new Order.What.Hold())), Move.PLANNED))
                .startsWith("held");
    }

    @Test
    void theOldestCommandIsTheNext() {
        var live = live(
                given(9, new Order.What.Drill()),
                given(5, new Order.What.Hold()),
                given(8, new Order.What.Migrate(B, false, false)),
                given(7, new Order.What.RollBack()),
                given(10, new Order.What.Release(7)));

        assertThat(live.nextCommand(SHOP)).map(Given::number).contains(8L);
        assertThat(live.commands(SHOP)).extracting(Given::number).containsExactly(8L, 9L);
        assertThat(live.nextCommand(MAIL)).isEmpty();
    }

    @Test
    void nobodyApprovesWhatIsTheirOwn() {
        var own = given(8, new Order.What.Approve("7"));
        var second = given(9, new Order.What.Approve(" 7 "), BOB, "seen", Optional.of(T0.plusSeconds(60)));
        var agent = given(
                10, new Order.What.Approve("7"), new Author(Author.Kind.AGENT, "zone-a"), "seen", Optional.empty());

        assertThat(live(own).approved("7", ALICE)).isFalse();
        assertThat(live(agent).approved("7", ALICE)).isFalse();
        assertThat(live(own, second).approved("7", ALICE)).isTrue();
        assertThat(live(own, second).approval("7", ALICE)).map(Given::number).contains(9L);
        assertThat(live(own, second).approved("8", ALICE)).isFalse();
        assertThat(Orders.of(List.of(second)).at(T0.plusSeconds(60)).approved("7", ALICE))
                .isFalse();
    }

    @SeededTest
    void whatHoldsDoesNotDependOnTheSequenceOfReadingNorOnReadingTwice(Chance chance) {
        var all = new ArrayList<Given>();
        for (int number = 1; number <= 12; number++) {
            Order.What what = chance.oneOf(List.of(
                    new Order.What.Hold(),
                    new Order.What.Pause(),
                    new Order.What.Pin(chance.oneOf(A, B)),
                    new Order.What.Stop(),
                    new Order.What.Drill(),
                    new Order.What.Release(chance.between(1, 12))));
            all.add(given(
                    number,
                    what,
                    chance.oneOf(ALICE, BOB),
                    "because",
                    chance.happens(0.5)
                            ? Optional.empty()
                            : Optional.of(T0.plus(chance.between(Duration.ZERO, Duration.ofMinutes(2))))));
        }
        var twice = new ArrayList<>(chance.shuffled(all));
        twice.addAll(chance.shuffled(all));
        var now = T0.plusSeconds(60);

        var live = Orders.of(all).at(now);

        assertThat(Orders.of(twice).at(now)).isEqualTo(live);
        for (Move move : Move.values()) {
            if (live.blocksStep(SHOP, move).isPresent()) {
                assertThat(live.blocksStart(SHOP, A, move)).isPresent();
                assertThat(live.blocksStart(SHOP, B, move)).isPresent();
            }
        }
    }
}
