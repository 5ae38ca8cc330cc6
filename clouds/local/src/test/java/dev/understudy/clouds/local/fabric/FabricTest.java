package dev.understudy.clouds.local.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudStatus.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real packets between real places, in each kind of fabric that this machine and this user can have. */
class FabricTest {
    private static final long ARRIVAL_BOUND_NANOS = 1_500_000_000;

    private final List<Fabric> made = new ArrayList<>();

    @AfterEach
    void end() {
        made.forEach(Fabric::close);
    }

    @Test
    void tunDelaysEachDirectionByItsOwn() throws IOException {
        Fabric fabric = make(Fabrics.Wish.TUN);
        Wire there = wire(fabric, "a", 1, "b", 2);
        Wire back = there.reversed(fabric);

        fabric.link(LinkSpec.delayed("a", "b", 30));

        assertThat(there.fastestMillis(20)).isBetween(29.9, 40.0);
        assertThat(back.fastestMillis(20)).isLessThan(10);
    }

    @Test
    void tunKeepsTheOrderOfAPairWhateverTheJitter() throws IOException {
        Fabric fabric = make(Fabrics.Wish.TUN);
        Wire wire = wire(fabric, "a", 1, "b", 2);
        fabric.link(new LinkSpec("a", "b", 5, 5, 0, false));
        int burst = 200; // fits the kernel's default receive buffer, so that what is tested is the order and no loss

        for (int number = 0; number < burst; number++) {
            wire.send(number);
        }

        for (int number = 0; number < burst; number++) {
            assertThat(wire.receive(ARRIVAL_BOUND_NANOS)).isEqualTo(number);
        }
    }

    @Test
    void tunLosesAsOftenAsItIsTold() throws IOException {
        Fabric fabric = make(Fabrics.Wish.TUN);
        Wire wire = wire(fabric, "a", 1, "b", 2);
        fabric.link(new LinkSpec("a", "b", 0, 0, 0.25, false));

        int arrived = 0;
        for (int burst = 0; burst < 100; burst++) {
            for (int number = 0; number < 20; number++) {
                wire.send(number);
            }
            while (wire.receive(2_000_000) != null) {
                arrived++;
            }
        }

        assertThat(arrived).isBetween(1_400, 1_600);
    }

    @Test
    void tunCarriesForPlacesThatComeWhileItRuns() throws IOException {
        Fabric fabric = make(Fabrics.Wish.TUN);
        wire(fabric, "a", 1, "b", 2);
        fabric.close("b");
        Place again = fabric.open("b", 2);
        Wire wire = new Wire(fabric, "a", "b", again);

        assertThat(wire.arrives()).isTrue();
    }

    @Test
    void tunCompilesItsPathBeforeItIsUsed() throws IOException {
        Fabric fabric = make(Fabrics.Wish.TUN);
        fabric.open("a", 1);
        InetAddress target = InetAddress.getByName(fabric.open("b", 2).address());

        assertThat(WarmUp.run(fabric, "a", "b", target, Duration.ofMillis(100))).isGreaterThan(100);
    }

    @Test
    void tunCutsOneWayAlone() throws IOException {
        cutsOneWayAlone(Fabrics.Wish.TUN);
    }

    @Test
    void vethCutsOneWayAlone() throws IOException {
        cutsOneWayAlone(Fabrics.Wish.VETH);
    }

    @Test
    void vethSaysThatItCannotDelay() throws IOException {
        Fabric fabric = make(Fabrics.Wish.VETH);
        wire(fabric, "a", 1, "b", 2);

        assertThatThrownBy(() -> fabric.link(LinkSpec.delayed("a", "b", 5)))
                .isInstanceOfSatisfying(
                        LocalCloudException.class,
                        e -> assertThat(e.kind()).isEqualTo(LocalCloudException.Kind.UNSUPPORTED))
                .hasMessageContaining("slowness is injected in the service");
    }

    @Test
    void loopbackSaysThatItCannotCut() throws IOException {
        Fabric fabric = make(Fabrics.Wish.LOOPBACK);
        Wire wire = wire(fabric, "a", 1, "b", 2);

        assertThat(wire.arrives()).isTrue();
        assertThatThrownBy(() -> fabric.link(LinkSpec.cut("a", "b"))).hasMessageContaining("loopback");
    }

    @Test
    void theBestThatWorksIsChosenAndSaysWhyItIsNotBetter() throws IOException {
        int network = TestNetworks.next();
        Fabrics.Choice choice = Fabrics.choose(Fabrics.Wish.AUTO, network, new SplittableRandom(1));
        made.add(choice.fabric());

        switch (choice.fabric()) {
            case TunFabric _ -> assertThat(choice.why()).isEmpty();
            case VethFabric _ -> assertThat(choice.why()).contains("TUN");
            case LoopbackFabric _ -> assertThat(choice.why()).contains("TUN", "nor do network namespaces");
        }
    }

    private void cutsOneWayAlone(Fabrics.Wish wish) throws IOException {
        Fabric fabric = make(wish);
        Wire there = wire(fabric, "a", 1, "b", 2);
        Wire back = there.reversed(fabric);
        assertThat(there.arrives()).isTrue();

        fabric.link(LinkSpec.cut("a", "b"));

        assertThat(there.arrives()).isFalse();
        assertThat(back.arrives()).isTrue();
        fabric.link(LinkSpec.plain("a", "b"));
        assertThat(there.arrives()).isTrue();
    }

    private Fabric make(Fabrics.Wish wish) {
        int network = TestNetworks.next();
        @Nullable Fabric fabric = null;
        try {
            fabric = Fabrics.choose(wish, network, new SplittableRandom(1)).fabric();
            made.add(fabric);
        } catch (IOException e) {
            assumeTrue(false, wish + " does not work here: " + e.getMessage());
        }
        return Objects.requireNonNull(fabric);
    }

    private static Wire wire(Fabric fabric, String from, int fromNumber, String to, int toNumber) throws IOException {
        Place source = fabric.open(from, fromNumber);
        Place target = fabric.open(to, toNumber);
        return new Wire(fabric, from, to, target, source);
    }

    /** One direction, by datagrams. */
    private static final class Wire {
        private final String from;
        private final String to;
        private final @Nullable Place source;
        private final DatagramChannel sender;
        private final DatagramChannel receiver;
        private final ByteBuffer packet = ByteBuffer.allocate(64);

        Wire(Fabric fabric, String from, String to, Place target) throws IOException {
            this(fabric, from, to, target, null);
        }

        Wire(Fabric fabric, String from, String to, Place target, @Nullable Place source) throws IOException {
            this.from = from;
            this.to = to;
            this.source = source;
            receiver = fabric.inside(to, () -> DatagramChannel.open().bind(new InetSocketAddress(target.address(), 0)));
            receiver.configureBlocking(false);
            sender = fabric.inside(from, DatagramChannel::open);
            sender.connect(receiver.getLocalAddress());
        }

        Wire reversed(Fabric fabric) throws IOException {
            return new Wire(fabric, to, from, Objects.requireNonNull(source));
        }

        void send(int number) throws IOException {
            packet.clear().putInt(number).flip();
            sender.write(packet);
        }

        @Nullable
        Integer receive(long boundNanos) throws IOException {
            long deadline = System.nanoTime() + boundNanos;
            while (receiver.receive(packet.clear()) == null) {
                if (System.nanoTime() > deadline) {
                    return null;
                }
                Thread.onSpinWait();
            }
            return packet.flip().getInt();
        }

        boolean arrives() throws IOException {
            send(1);
            return receive(ARRIVAL_BOUND_NANOS) != null;
        }

        double fastestMillis(int tries) throws IOException {
            long fastest = Long.MAX_VALUE;
            for (int number = 0; number < tries; number++) {
                long start = System.nanoTime();
                send(number);
                assertThat(receive(ARRIVAL_BOUND_NANOS)).isEqualTo(number);
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            return fastest / 1e6;
        }
    }
}
