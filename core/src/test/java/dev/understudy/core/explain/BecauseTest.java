package dev.understudy.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BecauseTest {
    @Test
    void saysItsNumbers() {
        var because = new Because(
                "p99 will pass {budgetMs} ms in {leadSeconds} s", Map.of("budgetMs", 250.0, "leadSeconds", 40.5));
        assertThat(because.sentence()).isEqualTo("p99 will pass 250 ms in 40.5 s");
        assertThat(because).hasToString("p99 will pass 250 ms in 40.5 s");
    }

    @Test
    void aNumberThatIsNotSaidAndAPlaceWithoutANumberAreRefused() {
        assertThatThrownBy(() -> new Because("all is well", Map.of("spareMs", 1.0)))
                .hasMessageContaining("spareMs");
        assertThatThrownBy(() -> new Because("rose by {riseMs} ms", Map.of())).hasMessageContaining("riseMs");
    }

    @Test
    void onlyNamesInBracesArePlaces() {
        var odd = new Because("{a{b} {1} {} {x9} {c d} {", Map.of("b", 1.0, "x9", 2.0));
        assertThat(odd.sentence()).isEqualTo("{a1 {1} {} 2 {c d} {");
    }

    @Test
    void aNumberMayBeSaidTwice() {
        assertThat(new Because("{nMs} and {nMs}", Map.of("nMs", 2.0)).sentence())
                .isEqualTo("2 and 2");
    }

    @Test
    void numbersAreShortForPeople() {
        assertThat(say(1234.5678)).isEqualTo("1235");
        assertThat(say(12.345)).isEqualTo("12.3");
        assertThat(say(-1.2345)).isEqualTo("-1.23");
        assertThat(say(0.012345)).isEqualTo("0.0123");
        assertThat(say(0)).isEqualTo("0");
        assertThat(say(-0.0)).isEqualTo("0");
        assertThat(say(0.0000001)).isEqualTo("0");
        assertThat(say(99.96)).isEqualTo("100");
        assertThat(say(2.0000000001)).isEqualTo("2");
    }

    @Test
    void aNumberThatIsNotANumberIsRefusedBecauseNoSentenceCanSayIt() {
        assertThatThrownBy(() -> say(Double.NaN)).hasMessageContaining("nMs is NaN");
        assertThatThrownBy(() -> say(Double.POSITIVE_INFINITY)).hasMessageContaining("nMs is Infinity");
    }

    @SeededTest(tries = 300)
    void whatIsSaidIsCloseToWhatIsMeant(Chance chance) {
        double number = chance.between(-1.0, 1.0) * Math.pow(10, chance.between(-3, 9));
        assertThat(Double.parseDouble(say(number)))
                .isCloseTo(number, org.assertj.core.data.Offset.offset(Math.max(5e-5, Math.abs(number) * 0.05)));
    }

    @Test
    void textOfTheSentenceIsNeverReadAsAPattern() {
        assertThat(new Because("costs $1 \\ {nUsd}", Map.of("nUsd", 3.0)).sentence())
                .isEqualTo("costs $1 \\ 3");
    }

    private static String say(double number) {
        return new Because("{nMs}", Map.of("nMs", number)).sentence();
    }
}
