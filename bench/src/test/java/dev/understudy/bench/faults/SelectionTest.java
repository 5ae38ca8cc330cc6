package dev.understudy.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.bench.load.Checker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person may say of cells, and what is remembered of them. */
final class SelectionTest {
    @Test
    void withoutAWordEveryCellIsPlayed() {
        var cells = Selection.parse(List.of()).cells();
        assertThat(cells).hasSize(7 * 9 + 5 * 3 * 3).doesNotHaveDuplicates();
        assertThat(cells.stream().map(Cell::toString)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsSaidTogetherMustHoldTogether() {
        var cells = Selection.parse(List.of("--cuts", "--mode", "hybrid", "cut:*:back", "kill:leader"))
                .cells();
        assertThat(cells)
                .hasSize(5)
                .allMatch(cell ->
                        cell.toString().startsWith("cut:") && cell.toString().endsWith(":back:hybrid"));
    }

    @Test
    void aPartIsNamedByNumbers() {
        assertThat(Selection.parse(List.of("--cells", "64..65")).cells())
                .extracting(Cell::toString)
                .containsExactly("cut:agent-agent:both:sync", "cut:agent-agent:there:sync");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithWhatIsAllowed() {
        assertRefused("--mode is \"fast\"; allowed: sync, async, hybrid", "--mode", "fast");
        assertRefused("--cells is \"9\"; allowed: FIRST..LAST, both from 1 to 108", "--cells", "9");
        assertRefused("--cells is \"7..3\"; allowed: FIRST..LAST, both from 1 to 108", "--cells", "7..3");
        assertRefused("--within is \"soon\"; allowed: 1 to 999999, seconds", "--within", "soon");
        assertRefused("--log is last; allowed: a value behind it", "--log");
        assertRefused("cell is \"kill:nobody\"; allowed: kill:VICTIM:STEP or cut:LINK:WAY:MODE", "kill:nobody");
        assertRefused("and there is none; allowed: parts of 108 cells", "--kills", "cut:*");
    }

    private static void assertRefused(String why, String... arguments) {
        assertThatThrownBy(() -> Selection.parse(List.of(arguments)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aCellThatHeldIsNotPlayedAgainAndOneThatDidNotIs(@TempDir Path folder) {
        var record = new Played(folder.resolve("faults.log"));
        var cells = Selection.parse(List.of("--cells", "1..4")).cells();
        assertThat(record.open(cells)).isEqualTo(cells);
        record.take(Verdict.notPlayed(cells.get(0), "no house"));
        record.take(verdict(cells.get(0), "leader [7]", List.of()));
        record.take(verdict(cells.get(1), "", List.of()));
        record.take(verdict(cells.get(2), "leader [9]", List.of("3 writes applied\ntwice")));
        assertThat(record.lines()).isEqualTo(4);
        assertThat(record.open(cells)).containsExactly(cells.get(2), cells.get(3));
        assertThat(record.holds(cells)).isFalse();
        assertThat(record.holds(cells.subList(0, 2))).isTrue();
        assertThat(record.summary(cells)).isEqualTo("{\"cells\":3,\"failed\":1,\"nothingToKill\":1,\"notPlayed\":1}");
    }

    private static Verdict verdict(Cell cell, String done, List<String> faults) {
        return new Verdict(cell, "done", done, 20, 0, 300, new Checker.Finding(9, 0, 0, 0, 0, List.of()), faults);
    }
}
