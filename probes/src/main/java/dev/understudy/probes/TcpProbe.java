package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/**
 * Times a TCP handshake and closes the connection with nothing said. The round trip is the kernel's where it tells, as
 * making a channel in user space takes longer than the handshake on a short path.
 */
final class TcpProbe implements Probe {
    private final Bootstrap client;
    private final InetSocketAddress address;

    TcpProbe(Transport transport, EventLoop loop, InetSocketAddress address) {
        // not a plain handler: one that is not sharable fails from the second connection on
        this.client = transport.client(loop, new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {}
        });
        this.address = address;
    }

    @Override
    public void fire(Flight flight) {
        var attempt = client.connect(address);
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
