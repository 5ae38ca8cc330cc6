package dev.understudy.clouds.local.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;

/** Sends packets to and fro between two places until the machine code of the packet path is compiled. */
public final class WarmUp {
    private static final int PACKETS_IN_A_BURST = 32;

    private WarmUp() {}

    /** Returns the number of packets that went from one place to the other. */
    public static int run(Fabric fabric, String from, String to, InetAddress target, Duration length)
            throws IOException {
        int sent = 0;
        try (DatagramChannel receiver =
                        fabric.inside(to, () -> DatagramChannel.open().bind(new InetSocketAddress(target, 0)));
                DatagramChannel sender = fabric.inside(from, DatagramChannel::open)) {
            sender.connect(receiver.getLocalAddress());
            receiver.configureBlocking(false);
            var packet = ByteBuffer.allocate(64);
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                for (int i = 0; i < PACKETS_IN_A_BURST; i++) {
                    sent += sender.write(packet.clear()) > 0 ? 1 : 0;
                }
                while (receiver.receive(packet.clear()) != null) {
                    Thread.onSpinWait();
                }
            }
        }
        return sent;
    }
}
