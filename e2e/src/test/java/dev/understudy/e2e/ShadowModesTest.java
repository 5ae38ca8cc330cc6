package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shadow that waits as large as the primary, as a part of it, and as a profile alone: the service moves there and home
 * again. And what keeps it from moving says so.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class ShadowModesTest {
    private static final String AWAY = "zone-b";
    private static final int DRILL_SLOW_MILLIS = 1_500;
    private static final int DANGER_MILLIS = 600;
    private static final int REFUSED = 3;
    private static final int ROLLED_BACK = 4;
    private static final int ATTEMPTS_MAX = 3;

    @TempDir
    private Path folder;

    private MovingStack stack;

    @Test
    void aServiceMovesToEachKindOfShadowAndHomeUnlessItIsForbidden() throws IOException, InterruptedException {
        Path calendar = Files.writeString(folder.resolve("house.ics"), calendar(""));
        try (var raised = MovingStack.raise("{mode: full}", calendar)) {
            stack = raised;
            try (var traffic = new Traffic(stack.outputs().path("url").asString())) {
                assertThat(stack.outputs().path("shadowZone").asString()).isEqualTo(AWAY);
                assertShadow(2, 0.2);
                movesAndReturns(2);
                assertOrdersForbid();
                assertFreezeForbids(calendar);
                assertFailedDrillForbids();

                stack.up("{mode: reduced, capacity: 0.5}");
                assertShadow(1, 0.1);
                movesAndReturns(1);

                stack.up("{mode: metadata}");
                assertShadow(0, 0);
                Stage.await(
                        "the shadow's profile",
                        () -> stack.person("profile", "show", "-o", "json")
                                .out()
                                .contains(AWAY));
                movesAndReturns(0);

                assertThat(traffic.failed()).isEmpty();
                assertThat(traffic.answered()).isGreaterThan(100);
            }
            assertThat(stack.destroy()).isZero();
        }
    }

    private void assertShadow(int instances, double costPerHour) throws IOException, InterruptedException {
        stack.awaitSizes(2, instances);
        assertThat(stack.outputs().path("shadowCostPerHour").asDouble()).isEqualTo(costPerHour);
    }

    /** There and home, with both zones large in between; {@code idle} instances wait where the service is not. */
    private void movesAndReturns(int idle) throws IOException, InterruptedException {
        moves(AWAY);
        stack.awaitSizes(idle, 2);
        moves(MovingStack.HOME);
        stack.awaitSizes(2, idle);
    }

    /** As the dry run said, with both zones large while traffic shifts. On a busy machine late probes may undo a move. */
    private void moves(String to) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            String plan = answered(to);
            var move = stack.shifting("migrate", "shop", "--to", to, "--reason", "works");
            assertThat(stack.sizes()).containsExactly(2, 2);
            var ended = move.end();
            assertThat(ended.out()).isEqualTo(plan);
            if (ended.code() == 0) {
                return;
            }
            assertThat(ended.code()).as(ended.err()).isEqualTo(ROLLED_BACK);
            assertThat(attempt).as(ended.err()).isLessThan(ATTEMPTS_MAX);
        }
    }

    /** The plan of a dry run, once the agents are awake. */
    private String answered(String to) throws IOException, InterruptedException {
        var plan = new String[1];
        Stage.await("a plan to " + to, () -> {
            var ended = dry(to);
            plan[0] = ended.out();
            return ended.code() == 0;
        });
        return plan[0];
    }

    private Product.Ended dry(String to) throws IOException, InterruptedException {
        return stack.person("migrate", "shop", "--to", to, "--dry-run", "--reason", "what would happen");
    }

    private void assertOrdersForbid() throws IOException, InterruptedException {
        String hold = stack.order("hold", "shop", "--expires", "1h", "--reason", "a release is near");
        assertRefused("held by ada until ", "(order " + hold + "): a release is near");
        stack.order("release", hold, "--reason", "the release is out");
        String pin = stack.order("pin", "shop", "--zone", MovingStack.HOME, "--expires", "1h", "--reason", "an audit");
        assertRefused("pinned to " + MovingStack.HOME + " by ada until ", "(order " + pin + "): an audit");
        stack.order("release", pin, "--reason", "the audit is over");
    }

    private void assertRefused(String... sentence) throws IOException, InterruptedException {
        var ended = stack.person("migrate", "shop", "--to", AWAY, "--reason", "works at home");
        assertThat(ended.code()).as(ended.err()).isEqualTo(REFUSED);
        assertThat(ended.lastError()).contains("refused: ").contains(sentence);
    }

    private void assertFreezeForbids(Path calendar) throws IOException, InterruptedException {
        var now = Instant.now();
        Files.writeString(calendar, calendar("""
                BEGIN:VEVENT
                UID:harvest@example.com
                DTSTAMP:%1$s
                DTSTART:%1$s
                DTEND:%2$s
                CATEGORIES:FREEZE
                SUMMARY:Harvest
                END:VEVENT
                """.formatted(time(now.minusSeconds(600)), time(now.plusSeconds(3_600)))));
        Stage.await("the freeze to be read", () -> dry(AWAY).code() == REFUSED);
        assertRefused("frozen until ", ": Harvest");
        Files.writeString(calendar, calendar(""));
        answered(AWAY);
    }

    /** Agents move nothing by themselves to a shadow whose last drill failed; they say that they would. */
    private void assertFailedDrillForbids() throws IOException, InterruptedException {
        var drill = stack.shifting("drill", "shop", "--reason", "practice");
        stack.slow(AWAY, DRILL_SLOW_MILLIS);
        var ended = drill.end();
        assertThat(ended.code()).as(ended.err()).isEqualTo(ROLLED_BACK);
        stack.slow(AWAY, 0);
        assertThat(stack.asked("migrations", "list")).contains("drill", "rolled back");
        String before = stack.asked("weights", "history", "-o", "json");
        stack.slow(MovingStack.HOME, DANGER_MILLIS);
        Stage.await(
                "advice",
                () -> stack.sentences().stream()
                        .anyMatch(said -> said.contains("failed, and none has passed since")
                                && said.contains("agents move a service only above")));
        stack.slow(MovingStack.HOME, 0);
        assertThat(stack.asked("weights", "history", "-o", "json")).isEqualTo(before);
    }

    private static String calendar(String events) {
        return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example.com//house//EN\n" + events + "END:VCALENDAR\n")
                .replace("\n", "\r\n");
    }

    private static String time(Instant at) {
        return DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX")
                .withZone(ZoneOffset.UTC)
                .format(at);
    }
}
