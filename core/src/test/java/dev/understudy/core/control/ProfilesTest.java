package dev.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfilesTest {
    private static final ShadowedService SERVICE = Services.quick();
    private static final Instant DECLARED = World.START;
    private static final FleetView UNREAD = FleetView.empty(new HealthRules(2, 5, 3, Duration.ofSeconds(30)));

    @Test
    void whatWasNeverReadIsAsOldAsTheDeclaration() {
        assertThat(Profiles.of(SERVICE, UNREAD, DECLARED))
                .extracting(ShadowProfile::freshAt)
                .containsOnly(DECLARED);
    }

    @Test
    void aShadowThatNobodyReadIsNotFreshlyIdle() {
        var profiles = Profiles.of(SERVICE, UNREAD.with(load(SERVICE.primary(), 20, 300)), DECLARED);
        assertThat(profiles)
                .extracting(ShadowProfile::freshAt)
                .as("primary, shadow, and a zone where nothing runs")
                .containsExactly(DECLARED.plusSeconds(20), DECLARED, DECLARED.plusSeconds(20));
    }

    @Test
    void theLastReadingIsToldWithItsAge() {
        var read = UNREAD.with(load(SERVICE.primary(), 60, 300)).with(load(SERVICE.shadow(), 10, 200));
        List<ShadowProfile> profiles = Profiles.of(SERVICE, read, DECLARED);
        assertThat(profiles.get(1).utilisation()).isEqualTo(0.2);
        assertThat(profiles.get(1).freshAt()).isEqualTo(DECLARED.plusSeconds(10));
    }

    private static ServiceLoad load(ZoneId zone, int second, double requestsPerSecond) {
        return new ServiceLoad(
                SERVICE.service(), zone, DECLARED.plusSeconds(second), 2, requestsPerSecond, 1_000, 30, 0);
    }
}
