package dev.understudy.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.DataDouble;
import dev.understudy.agent.Samples;
import dev.understudy.agent.loop.LedgerDouble;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshTest {
    private static final Task.Refresh TASK =
            new Task.Refresh(new TaskId("refresh", "refresh", 1), new Fence(5), Samples.B);

    private final LedgerDouble ledger = new LedgerDouble();
    private final DataDouble data = new DataDouble(Samples.A, List.of(Samples.B));
    private final Refresh refresh =
            new Refresh(Samples.SHOP, ledger, () -> List.of(profile(256, 0.5)), Optional.of(data));

    @BeforeEach
    void publish() {
        ledger.published.add(List.of(profile(256, 0.1)));
    }

    @Test
    void findsNothingWhereNothingDrifted() {
        assertThat(refresh.mend(TASK, () -> true).because().sentence())
                .isEqualTo("primary and shadow agree: profiles and data");
        assertThat(ledger.published).hasSize(1);
        assertThat(data.calls()).isEmpty();
    }

    @Test
    void mendsAProfileThatDrifted() {
        ledger.published.add(List.of(profile(128, 0.5)));

        assertThat(refresh.mend(TASK, () -> true).because().sentence())
                .isEqualTo("mended: the profile of zone-b: memoryMiB was 128 and is 256");
        assertThat(ledger.published).last().isEqualTo(List.of(profile(256, 0.5)));
    }

    @Test
    void mendsADatabaseThatStrayed() {
        data.stray(Samples.B);

        assertThat(refresh.mend(TASK, () -> true).because().sentence()).isEqualTo("mended: zone-b follows");
        assertThat(data.follows(Samples.B)).isTrue();
    }

    @Test
    void saysWhatItCouldNotMend() {
        data.stray(Samples.B);
        data.refuse("the disk of zone-b is full");
        ledger.reachable = false;

        var end = refresh.mend(TASK, () -> true);

        assertThat(end).isInstanceOf(TaskEnd.Failed.class);
        assertThat(end.because().sentence())
                .isEqualTo("not mended: the profiles were not read: the ledger does not answer; is it up?;"
                        + " the disk of zone-b is full");
    }

    @Test
    void whoDoesNotLeadMendsNothing() {
        data.stray(Samples.B);
        ledger.published.add(List.of(profile(128, 0.5)));

        refresh.mend(TASK, () -> false);

        assertThat(ledger.published).hasSize(2);
        assertThat(data.calls()).isEmpty();
    }

    private static ShadowProfile profile(int memoryMiB, double utilisation) {
        return new ShadowProfile(
                new AccountId("acme"),
                Samples.SHOP,
                Samples.B,
                ShadowProfile.Role.SHADOW,
                500,
                memoryMiB,
                0,
                10,
                0,
                utilisation,
                Instant.EPOCH);
    }
}
