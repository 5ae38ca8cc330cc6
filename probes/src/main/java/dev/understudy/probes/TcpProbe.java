package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/**
 * Times a TCP handshake and closes the connection with nothing said. The round trip is the kernel's where it tells, as
 * making a channel in user space takes longer than the handshake on a short path.
 */
final class TcpProbe implements Probe {
    private final Transport transport;
    private final EventLoop loop;
    private final InetSocketAddress address;

    TcpProbe(Transport transport, EventLoop loop, InetSocketAddress address) {
        this.transport = transport;
        this.loop = loop;
        this.address = address;
    }

    @Override
    public void fire(Flight flight) {
        var attempt = transport.connect(loop, address);
        var channel = attempt.channel();
        flight.whenOver(channel::close);
        attempt.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                flight.end(new Outcome.Answered(), Transport.handshakeNanos(channel));
            } else {
                flight.end(Outcomes.of(done.cause()));
            }
        });
    }
}
