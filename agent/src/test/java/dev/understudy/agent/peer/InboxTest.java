package dev.understudy.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.config.HostPort;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.Event;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.StackId;
import dev.understudy.probes.ProberSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final HostPort SOMEWHERE = new HostPort("127.77.2.1", 7077);

    private final AtomicLong nanos = new AtomicLong();
    private final Mailbox mailbox = new Mailbox(64);
    private final Inbox inbox = inbox(Map.of(Samples.B, SOMEWHERE));

    @Test
    void handsOnWhatIsAboutZonesAndServicesItKnows() throws InterruptedException {
        var known = Samples.window(Samples.B, Samples.A, Samples.START);
        var unknown = Samples.window(Samples.B, new ZoneId("zone-x"), Samples.START);
        var load = load(Samples.SHOP);

        inbox.take(new Observations(Samples.B, List.of(unknown, known), List.of(load(new ServiceId("another")), load)));

        assertThat(next()).isEqualTo(new Event.Measured(Samples.START, known));
        assertThat(next()).isEqualTo(new Event.LoadRead(Samples.START, load));
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void isDeafUntilAPeerIsHeardAndAgainAfterThreeWindowsOfSilence() {
        assertThat(inbox.isDeaf()).isTrue();
        inbox.take(new Observations(Samples.B, List.of(), List.of()));
        assertThat(inbox.isDeaf()).isFalse();

        nanos.addAndGet(Duration.ofSeconds(3).toNanos() - 1);
        assertThat(inbox.isDeaf()).isFalse();
        nanos.incrementAndGet();
        assertThat(inbox.isDeaf()).isTrue();
    }

    @Test
    void whoHasNoPeersIsNeverDeaf() {
        assertThat(inbox(Map.of()).isDeaf()).isFalse();
    }

    private Event next() throws InterruptedException {
        return Objects.requireNonNull(mailbox.poll(Duration.ZERO), "the mailbox is empty")
                .event();
    }

    private static ServiceLoad load(ServiceId service) {
        return new ServiceLoad(service, Samples.B, Samples.START, 1, 5, 100, 0, 7);
    }

    private Inbox inbox(Map<ZoneId, HostPort> peers) {
        var second = Duration.ofSeconds(1);
        var config = new AgentConfig(
                Samples.A,
                new HostPort("127.77.1.1", 7077),
                Path.of("/identity"),
                URI.create("https://127.77.251.1:7443"),
                new StackId("shop", "dev"),
                Optional.empty(),
                new TreeMap<>(peers),
                new AgentConfig.Probes(new ProberSettings(Duration.ofMillis(100), second, second), List.of()),
                Optional.empty(),
                List.of(new AgentConfig.Service(
                        Samples.shop(MigrationPolicy.DEFAULT),
                        new TreeMap<>(),
                        SOMEWHERE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of())),
                AgentConfig.Signals.NONE);
        return new Inbox(config, mailbox, InstantSource.fixed(Samples.START), nanos::get);
    }
}
