package dev.understudy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CheckerTest {
    private static Op write(String key, long doneMicros) {
        return new Op(true, key, doneMicros - 10, doneMicros - 5, doneMicros, Optional.empty());
    }

    private static Op failed(String key, long doneMicros) {
        return new Op(
                true, key, doneMicros - 10, doneMicros - 5, doneMicros, Optional.of("connection\treset\nby peer"));
    }

    @Test
    void findsNothingWhereEveryAcknowledgedWriteIsThereOnce() {
        var log = new ClientLog(List.of(write("r-0", 10), failed("r-2", 20), write("r-4", 30)));
        var finding = Checker.compare(log, "r", List.of("r-4", "r-0"));
        assertThat(finding.clean()).isTrue();
        assertThat(finding.acked()).isEqualTo(2);
        assertThat(finding.unacknowledged()).isZero();
    }

    @Test
    void findsAnAcknowledgedWriteThatIsNotThere() {
        var finding = Checker.compare(new ClientLog(List.of(write("r-0", 10), write("r-2", 20))), "r", List.of("r-0"));
        assertThat(finding.lost()).isEqualTo(1);
        assertThat(finding.firstLost()).containsExactly("r-2");
        assertThat(finding.clean()).isFalse();
    }

    @Test
    void findsAKeyThatWasAppliedTwice() {
        var finding = Checker.compare(new ClientLog(List.of(write("r-0", 10))), "r", List.of("r-0", "r-0"));
        assertThat(finding.duplicated()).isEqualTo(1);
        assertThat(finding.clean()).isFalse();
    }

    @Test
    void tellsAWriteWhoseAnswerWasLostFromOneThatNobodySent() {
        var log = new ClientLog(List.of(failed("r-0", 10)));
        assertThat(Checker.compare(log, "r", List.of("r-0")).unacknowledged()).isEqualTo(1);
        assertThat(Checker.compare(log, "r", List.of("r-0")).clean()).isTrue();
        assertThat(Checker.compare(log, "r", List.of("r-9")).strange()).isEqualTo(1);
        assertThat(Checker.compare(log, "r", List.of("other-9")).strange()).isZero();
    }

    @Test
    void refusesALogThatNamesAWriteTwice() {
        var log = new ClientLog(List.of(write("r-0", 10), write("r-0", 20)));
        assertThatThrownBy(() -> Checker.compare(log, "r", List.of())).hasMessageContaining("r-0");
    }

    @Test
    void aLineOfTheLogSaysTheSameAgain() {
        var op = failed("r-0", 20);
        assertThat(Op.parse(op.line()).line()).isEqualTo(op.line());
        assertThat(Op.parse(op.line()).acked()).isFalse();
        assertThat(Op.parse(write("r-0", 20).line())).isEqualTo(write("r-0", 20));
    }

    @Test
    void aPauseRunsFromTheLastAnswerBeforeAMoveToTheFirstAfter() {
        var log = new ClientLog(List.of(
                write("r-0", 1_000_000),
                write("r-2", 1_100_000),
                failed("r-4", 1_500_000),
                write("r-6", 2_000_000),
                write("r-8", 2_010_000),
                write("r-10", 9_000_000)));
        var from = Instant.ofEpochMilli(1_200);
        assertThat(log.longestWritePauseMillis(from, Instant.ofEpochMilli(1_300)))
                .isEqualTo(900);
        assertThat(log.longestWritePauseMillis(from, Instant.ofEpochMilli(2_005)))
                .isEqualTo(900);
        assertThat(log.longestWritePauseMillis(from, Instant.ofEpochMilli(3_000)))
                .isEqualTo(6_990);
        assertThat(log.failed()).isEqualTo(1);
    }

    @Test
    void aPercentileIsANumberThatWasMeasured() {
        assertThat(Ranks.nearest(List.of(3.0, 1.0, 2.0), 50)).isEqualTo(2);
        assertThat(Ranks.nearest(List.of(3.0, 1.0, 2.0), 99)).isEqualTo(3);
        assertThat(Ranks.nearest(List.of(), 99)).isZero();
    }
}
