package dev.understudy.probes;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/**
 * Which sockets the prober uses.
 *
 * @param epoll whether they are Netty's epoll ones, which alone can carry ICMP and tell the kernel's round trip
 * @param io makes the loop's handler
 * @param sockets makes TCP sockets
 */
record Transport(boolean epoll, IoHandlerFactory io, ChannelFactory<? extends Channel> sockets) {
    /** Epoll where this machine has it, else the JDK's own. */
    static Transport best() {
        return Epoll.isAvailable() ? new Transport(true, EpollIoHandler.newFactory(), EpollSocketChannel::new) : nio();
    }

    static Transport nio() {
        return new Transport(false, NioIoHandler.newFactory(), NioSocketChannel::new);
    }

    /**
     * Begins to connect. To be called on the loop; the deadline is the caller's to keep.
     *
     * @param handlers new ones for this connection
     */
    ChannelFuture connect(EventLoop loop, InetSocketAddress address, ChannelHandler... handlers) {
        var channel = sockets.newChannel();
        channel.config().setConnectTimeoutMillis(0);
        channel.pipeline().addLast(handlers);
        loop.register(channel); // done when it returns, as this is the loop
        return channel.connect(address);
    }

    /**
     * The kernel's round trip of a fresh connection's handshake, nanoseconds; -1 where there is none. A handshake whose
     * first packet was lost has none either: the kernel times the second one, and hides the wait for it.
     */
    static long handshakeNanos(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket)) {
            return -1;
        }
        var info = socket.tcpInfo();
        return info.rtt() <= 0 || info.totalRetrans() > 0 ? -1 : info.rtt() * 1_000;
    }
}
