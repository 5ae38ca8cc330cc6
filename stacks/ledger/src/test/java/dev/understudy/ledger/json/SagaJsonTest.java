package dev.understudy.ledger.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.core.calendar.Window;
import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.measure.Foretold;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.History;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.saga.Place;
import dev.understudy.core.saga.Reservation;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.score.Prospect;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.scorecard.Quantiles;
import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.scorecard.Subject;
import dev.understudy.core.scorecard.Truth;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Area.Polygon.Corner;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger.Answering;
import dev.understudy.ledger.WeightsLedger.Journaling;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a saga is made of, as JSON. */
class SagaJsonTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456789Z");
    private static final Because WHY = new Because("p99 is {p99Ms} ms", Map.of("p99Ms", 250.5));
    private static final Weights FROM = Weights.allTo(A, List.of(B));
    private static final Provision SIZED =
            Provision.AS_DECLARED.withInstances(B, 3).withWriter(B);
    private static final Author PERSON = new Author(Author.Kind.PERSON, "ada");
    private static final Migration MIGRATION = new Migration(
            new MigrationId(SHOP, 7),
            Migration.Kind.EVACUATION,
            A,
            B,
            new Place(FROM, Provision.AS_DECLARED.withInstances(A, 0)),
            new Place(Weights.allTo(B, List.of(A)), SIZED),
            true,
            4,
            new Reservation(B, 2, 50.25),
            AT,
            PERSON,
            12,
            true,
            WHY,
            List.of(WHY, Because.of("the soak")),
            new History(7, AT, AT, 1, 12, true, Optional.of(AT), Optional.empty()));
    private static final Subject SUBJECT = new Subject(A, "risk", Duration.ofHours(1));
    private static final TaskId TASK = new TaskId("shop-7", "cut-over", 2);
    private static final Fence FENCE = new Fence(3);
    private static final WeightsChange CHANGE =
            new WeightsChange(SHOP, FROM, FENCE, PERSON, WHY, new TreeMap<>(), SIZED);

    private static Stream<MigrationState> states() {
        return Stream.of(
                new MigrationState.Watching(AT, History.NONE),
                new MigrationState.Warming(MIGRATION, AT),
                new MigrationState.PreCopying(MIGRATION, AT),
                new MigrationState.Connecting(MIGRATION, AT),
                new MigrationState.Shifting(MIGRATION, AT, 12.5),
                new MigrationState.CuttingOver(MIGRATION, AT),
                new MigrationState.Draining(MIGRATION, AT),
                new MigrationState.Settling(MIGRATION, AT),
                new MigrationState.Retiring(MIGRATION, AT),
                new MigrationState.RollingBack(MIGRATION, AT, WHY, true, false, MigrationState.Stage.TRAFFIC),
                new MigrationState.RollingBack(MIGRATION, AT, WHY, true, false, MigrationState.Stage.DATA),
                new MigrationState.RollingBack(MIGRATION, AT, WHY, true, false, MigrationState.Stage.SIZE));
    }

    private static JournalEntry entry(MigrationState state) {
        return new JournalEntry(
                SHOP,
                FENCE,
                new Author(Author.Kind.AGENT, "zone-b"),
                state,
                WHY,
                state.underWay().map(_ -> new Reservation(B, 2, 50.25)),
                new Limits(3, 1_000, new TreeMap<>(Map.of(B, 8))));
    }

    private static JournalEntry performed(JournalEntry entry) {
        var task = new Performed(new TaskId("shop-3", "drain", 2), AT, AT.plusSeconds(1), new TaskEnd.Done(WHY));
        return new JournalEntry(
                entry.service(),
                entry.fence(),
                entry.author(),
                entry.state(),
                entry.because(),
                entry.reservation(),
                entry.limits(),
                Optional.of(List.of(task)));
    }

    private static Stream<What> orders() {
        return Stream.of(
                new What.Hold(),
                new What.Pin(A),
                new What.Pause(),
                new What.Stop(),
                new What.Migrate(B, true, false),
                new What.RollBack(),
                new What.Drill(),
                new What.Approve("shop-7"),
                new What.Release(12));
    }

    private static Order order(What what) {
        return new Order(what, Optional.of(SHOP), PERSON, "a release is near", AT, Optional.of(AT.plusSeconds(60)));
    }

    private static Stream<Task> tasks() {
        return Stream.of(
                new Task.PreCopy(TASK, FENCE, A, B),
                new Task.Connect(TASK, FENCE, B),
                new Task.CutOver(TASK, FENCE, A, B, true, Duration.ofMillis(1_500)),
                new Task.Rejoin(TASK, FENCE, A, B),
                new Task.Drain(TASK, FENCE, A),
                new Task.FastLane(TASK, FENCE, new WeightsRevision(4, "ab".repeat(32), CHANGE, AT)),
                new Task.Replicate(TASK, FENCE, ReplicationSetting.LOCAL),
                new Task.Refresh(TASK, FENCE, B));
    }

    private static Prospect prospect() {
        var cause = new ZoneRisk.Cause("maintenance", 0.5, 0.25);
        var risk = ZoneRisk.of(A, Optional.empty(), Duration.ofHours(1), List.of(cause));
        return new Prospect(new Calibration.Broken(WHY), List.of(risk), Optional.of(WHY));
    }

    private static SignalBook signals() {
        var signal = new Signal(
                "storm",
                Signal.Kind.WEATHER,
                List.of(
                        new Area.Everywhere(),
                        Area.Named.of("us-east-1"),
                        new Area.Circle(1, 2, 3),
                        new Area.Polygon(List.of(new Corner(0, 0), new Corner(0, 1), new Corner(1, 1)))),
                AT,
                Optional.empty(),
                0.5,
                "feed",
                AT,
                "a storm");
        var price = new Price(Set.of("us-east-1"), Price.Market.SPOT, 0.05, "USD", "feed", AT);
        return new SignalBook(
                new Places(new TreeMap<>(Map.of(A, Set.of("us-east-1")))),
                List.of(new Reading(
                        "feed",
                        Optional.of(AT),
                        Duration.ofMinutes(5),
                        Optional.of("answers 500"),
                        List.of(signal),
                        List.of(price))));
    }

    private static Stream<Object> others() {
        var entry = entry(new MigrationState.Watching(AT, History.NONE));
        var answer = new Answer(4, Answer.Verdict.NEEDS_APPROVAL, "two lines\nof a plan", AT);
        var member = new DataMember(
                A, DataMember.Role.WRITER, 2, 1L << 40, 3, new Lag.Behind(Duration.ofMillis(20), 8), true, true);
        return Stream.of(
                SIZED,
                CHANGE,
                new Journaling.Written(4),
                new Journaling.Superseded(4, entry),
                new Journaling.Fenced(FENCE),
                new Journaling.OverLimit(OverLimit.Limit.MIGRATIONS, "too many"),
                new Answering.Written(4),
                new Answering.Fenced(FENCE),
                new LedgerRecord.Journaled(4, entry, AT),
                new LedgerRecord.Ordered(
                        5, new Order(new What.Stop(), Optional.empty(), PERSON, "x", AT, Optional.empty())),
                new LedgerRecord.Answered(6, answer, SHOP, PERSON, FENCE),
                new Event.Journaled(AT, 4, entry),
                new Event.JournalRefused(AT, "why"),
                new Event.JournalRefused(AT, "why", Optional.of(OverLimit.Limit.TRAFFIC)),
                performed(entry),
                new Event.OrdersRead(AT, List.of(new Given(4, order(new What.Hold())))),
                new Event.CalendarRead(AT, Windows.NONE),
                new Event.SignalsRead(AT, signals()),
                new Event.Graded(AT, Prospect.NONE),
                new Event.Graded(AT, prospect()),
                new Event.Foretold(AT, List.of(new Foretold(A, B, new Forecast(1, 2, 3)))),
                Scorecard.EMPTY
                        .seen(new Truth(A, AT, OptionalDouble.of(5), false), Set.of())
                        .foretold(SUBJECT, Quantiles.ofBand(1, 2, 3), AT)
                        .stated(SUBJECT, 0.25, true, AT)
                        .announced("feed/weather", "storm", A, AT, AT.plusSeconds(60), AT)
                        .moved(A, B, AT, Duration.ofHours(1)),
                new Event.CalendarRead(
                        AT,
                        new Windows(
                                List.of(new Window(Window.Kind.FREEZE, "sale", AT, AT.plusSeconds(1))), AT, AT, true)),
                new Event.DataRead(
                        AT,
                        new DataView(
                                SHOP,
                                AT,
                                FENCE,
                                ReplicationSetting.REMOTE_APPLY,
                                new TreeMap<>(Map.of(A, member)),
                                12.5)),
                new Lag.CaughtUp(),
                new Lag.Unknown(),
                new DataPolicy.None(),
                new DataPolicy.Replicated(
                        List.of(A, B), true, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new Event.CopyProgressed(AT, TASK, new CopyProgress(1, 2, 3, 4.5, 5.5)),
                new Event.TaskEnded(AT, TASK, new TaskEnd.Done(WHY)),
                new TaskEnd.Refused(WHY),
                new TaskEnd.Failed(WHY),
                new Effect.Journal(entry, 3),
                new Effect.Perform(new Task.Drain(TASK, FENCE, A)),
                new Effect.Reply(answer),
                SagaPolicy.DEFAULT,
                Limits.DEFAULT);
    }

    static Stream<Object> values() {
        return Stream.of(
                        states(),
                        states().map(SagaJsonTest::entry),
                        orders(),
                        orders().map(SagaJsonTest::order),
                        tasks(),
                        others())
                .flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWas(Object value) {
        String json = CoreJson.write(value);

        assertThat((Object) CoreJson.read(json, value.getClass())).as(json).isEqualTo(value);
        for (Class<?> root : roots(value.getClass())) {
            assertThat((Object) CoreJson.read(json, root)).as(json).isEqualTo(value);
        }
        assertThat(json).doesNotContain("\n");
    }

    private static Set<Class<?>> roots(Class<?> type) {
        var roots = new HashSet<Class<?>>();
        for (Class<?> root : type.getInterfaces()) {
            if (root.isSealed()) {
                roots.add(root);
                roots.addAll(roots(root));
            }
        }
        return roots;
    }

    /** A kind is a name below one sealed interface, however deep it is nested: two of one name could not be told apart. */
    @Test
    void everyKindOfASealedTypeHasANameOfItsOwn() {
        for (Class<?> root : List.of(
                MigrationState.class,
                What.class,
                Task.class,
                TaskEnd.class,
                Lag.class,
                DataPolicy.class,
                LedgerRecord.class,
                Journaling.class,
                Answering.class,
                Event.class,
                Effect.class)) {
            var names = kinds(root).map(Class::getSimpleName).toList();
            assertThat(new TreeSet<>(names)).as(root.getName()).hasSize(names.size());
        }
        assertThat(kinds(MigrationState.class).collect(Collectors.toSet()))
                .isEqualTo(states().map(Object::getClass).collect(Collectors.toSet()));
        assertThat(kinds(What.class).collect(Collectors.toSet()))
                .isEqualTo(orders().map(Object::getClass).collect(Collectors.toSet()));
        assertThat(kinds(Task.class).collect(Collectors.toSet()))
                .isEqualTo(tasks().map(Object::getClass).collect(Collectors.toSet()));
    }

    private static Stream<Class<?>> kinds(Class<?> root) {
        return Arrays.<Class<?>>stream(root.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? kinds(kind) : Stream.of(kind));
    }

    /** What stands in files for years: a change here is a change of format. */
    @Test
    void itIsWrittenSo() {
        assertThat(CoreJson.write(new LedgerRecord.Journaled(4, entry(new MigrationState.Warming(MIGRATION, AT)), AT)))
                .startsWith("{\"kind\":\"journaled\",\"sequence\":4,\"entry\":{\"service\":\"shop\",\"fence\":3,"
                        + "\"author\":{\"kind\":\"AGENT\",\"name\":\"zone-b\"},\"state\":{\"kind\":\"warming\","
                        + "\"migration\":{\"id\":{\"service\":\"shop\",\"ordinal\":7},\"kind\":\"EVACUATION\"");
        assertThat(CoreJson.write(new LedgerRecord.Ordered(5, order(new What.RollBack()))))
                .isEqualTo("{\"kind\":\"ordered\",\"sequence\":5,\"order\":{\"what\":{\"kind\":\"rollBack\"},"
                        + "\"service\":\"shop\",\"owner\":{\"kind\":\"PERSON\",\"name\":\"ada\"},"
                        + "\"reason\":\"a release is near\",\"at\":\"2026-11-22T10:00:00.123456789Z\","
                        + "\"expires\":\"2026-11-22T10:01:00.123456789Z\"}}");
        assertThat(CoreJson.write(CHANGE))
                .endsWith("\"evidence\":{},\"provision\":{\"instances\":{\"zone-b\":3},\"writer\":\"zone-b\"}}");
    }

    @Test
    void sizesThatSayNothingAreLeftOut() {
        var plain = new WeightsChange(SHOP, FROM, FENCE, PERSON, WHY, new TreeMap<>());
        String json = CoreJson.write(plain);
        assertThat(json).doesNotContain("provision");
        assertThat(CoreJson.read(json, WeightsChange.class)).isEqualTo(plain);

        String sized = CoreJson.write(CHANGE);
        assertThat(CoreJson.read(sized.replace(",\"writer\":\"zone-b\"", ""), WeightsChange.class)
                        .provision())
                .isEqualTo(Provision.AS_DECLARED.withInstances(B, 3));
        for (String bad : List.of("null", "-1", "1.5", "\"3\"")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CoreJson.read(
                            sized.replace("{\"zone-b\":3}", "{\"zone-b\":" + bad + "}"), WeightsChange.class))
                    .withMessageContaining("provision");
        }
    }
}
