package dev.understudy.probes;

import io.netty.channel.unix.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * An IPv4 socket for ICMP echoes on which the kernel stamps what is sent and what comes back (SO_TIMESTAMPING, software
 * stamps). It never blocks. For one thread at a time.
 */
final class IcmpSocket implements AutoCloseable {
    /** What opening came to. */
    sealed interface Opening {
        record Opened(IcmpSocket socket) implements Opening {}

        record Denied(String why) implements Opening {}
    }

    /** What was read. Stamps are nanoseconds of the wall clock, 0 where the kernel left none. */
    sealed interface Received {
        /** Nothing is left to read. */
        record Nothing() implements Received {}

        /** Something that is not ours. */
        record Foreign() implements Received {}

        /** Our echo request left this machine. */
        record Sent(int sequence, long stampNanos) implements Received {}

        /** An echo reply to us. */
        record Reply(int sequence, int fromAddress, long stampNanos) implements Received {}

        /** Somebody on the way says that our echo request cannot be delivered. */
        record Unreachable(int sequence) implements Received {}
    }

    private static final String GROUP_RANGE = "/proc/sys/net/ipv4/ping_group_range";
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int IPPROTO_ICMP = 1;
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_RAW = 255;
    private static final int SO_RCVBUF = 8;
    private static final int SO_TIMESTAMPING = 37;
    private static final int IP_RECVERR = 11;
    private static final int ICMP_FILTER = 1;
    private static final int ONLY_ECHO_REPLIES = ~1; // a bit set is a type kept out, and an echo reply is type 0
    private static final int SEND_AND_RECEIVE_STAMPS = 1 << 1 | 1 << 3 | 1 << 4; // TX_, RX_SOFTWARE, report SOFTWARE
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20; // a raw socket also gets what others' pings are answered
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int MIN_ECHO_BYTES = 16; // header and cookie
    private static final int MIN_QUOTE_BYTES = 8; // what an ICMP error quotes at least
    private static final Received NOTHING = new Received.Nothing();
    private static final Received FOREIGN = new Received.Foreign();

    private final LibC libc;
    private final FileDescriptor descriptor;
    private final boolean raw;
    private final IcmpMessage message;
    private final short identifier;
    private final long cookie;

    private IcmpSocket(LibC libc, int fd, boolean raw) {
        this.libc = libc;
        this.raw = raw;
        descriptor = new FileDescriptor(fd);
        message = new IcmpMessage();
        // an answer has to repeat both: what another process asked, or a stranger makes up, is not taken for one of
        // ours
        var unguessable = new SecureRandom();
        identifier = (short) unguessable.nextInt();
        cookie = unguessable.nextLong();
    }

    /** Opens a datagram socket where the machine allows it, else a raw one. */
    static Opening open() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return new Opening.Denied("ICMP probes need a little-endian machine");
        }
        LibC libc;
        try {
            libc = new LibC();
        } catch (IllegalCallerException
                | UnsupportedOperationException
                | ExceptionInInitializerError
                | NoClassDefFoundError e) {
            return new Opening.Denied("ICMP probes cannot call the C library (" + e
                    + "); start Java with --enable-native-access=ALL-UNNAMED");
        }
        int datagram = libc.socket(AF_INET, SOCK_DGRAM | NONBLOCK_CLOEXEC, IPPROTO_ICMP);
        if (datagram >= 0) {
            return new IcmpSocket(libc, datagram, false).configured();
        }
        int raw = libc.socket(AF_INET, SOCK_RAW | NONBLOCK_CLOEXEC, IPPROTO_ICMP);
        if (raw >= 0) {
            return new IcmpSocket(libc, raw, true).configured();
        }
        return new Opening.Denied(denial(-datagram, -raw, groupRange()));
    }

    /** Says what a person can do about two refused sockets. */
    static String denial(int datagramError, int rawError, String groupRange) {
        return "ICMP probes may not open a socket: net.ipv4.ping_group_range is \"" + groupRange
                + "\", which leaves out this process's groups (" + LibC.errorName(datagramError)
                + "), and it has no CAP_NET_RAW (" + LibC.errorName(rawError)
                + "); widen the range with: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"";
    }

    private static String groupRange() {
        try (var in = new FileInputStream(GROUP_RANGE)) {
            var text = new byte[64];
            int length = in.read(text); // in one call: a second one finds nothing in a file of this kind
            return new String(text, 0, Math.max(0, length), StandardCharsets.US_ASCII)
                    .strip()
                    .replaceAll("\\s+", " ");
        } catch (IOException _) {
            return "unknown";
        }
    }

    private Opening configured() {
        option(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES); // the kernel gives what it allows
        if (raw) {
            option(SOL_RAW, ICMP_FILTER, ONLY_ECHO_REPLIES);
        }
        int errors = option(SOL_IP, IP_RECVERR, 1);
        int stamps = option(SOL_SOCKET, SO_TIMESTAMPING, SEND_AND_RECEIVE_STAMPS);
        if (errors < 0 || stamps < 0) {
            close();
            return new Opening.Denied("ICMP probes cannot have kernel timestamps on this machine ("
                    + LibC.errorName(-Math.min(errors, stamps)) + "); Linux 3.17 or newer is needed");
        }
        return new Opening.Opened(this);
    }

    private int option(int level, int name, int value) {
        return libc.setsockopt(descriptor.intValue(), level, name, value);
    }

    FileDescriptor descriptor() {
        return descriptor;
    }

    boolean raw() {
        return raw;
    }

    /**
     * Sends an echo request.
     *
     * @param sequence 0 to 65535
     * @return 0, or the number of the error
     */
    int send(Inet4Address target, int sequence) {
        int result = libc.sendto(
                descriptor.intValue(), message.echo(identifier, sequence, cookie), message.destination(target));
        return Math.max(0, -result);
    }

    /** Takes the next entry of the error queue: a send stamp or an ICMP error. */
    Received nextError() {
        int bytes = receive(MSG_ERRQUEUE);
        if (bytes < 0) {
            return nothingOrForeign(bytes);
        }
        return switch (message.errorOrigin()) {
            case IcmpMessage.ORIGIN_STAMP ->
                sent(bytes - IcmpMessage.ECHO_BYTES); // after whatever headers went with it
            case IcmpMessage.ORIGIN_ICMP -> unreachable(bytes);
            default -> FOREIGN;
        };
    }

    private Received sent(int at) {
        return at >= 0 && message.type(at) == IcmpMessage.ECHO_REQUEST && message.cookie(at) == cookie
                ? new Received.Sent(message.sequence(at), message.stampNanos())
                : FOREIGN;
    }

    private Received unreachable(int bytes) {
        return bytes >= MIN_QUOTE_BYTES
                        && message.errorType() == IcmpMessage.UNREACHABLE
                        && message.type(0) == IcmpMessage.ECHO_REQUEST
                        && (!raw || message.identifier(0) == identifier)
                ? new Received.Unreachable(message.sequence(0))
                : FOREIGN;
    }

    /** Takes the next message. */
    Received next() {
        int bytes = receive(0);
        if (bytes < 0) {
            return nothingOrForeign(bytes);
        }
        int at = raw && bytes > 0 ? message.ipHeaderBytes() : 0;
        return bytes >= at + MIN_ECHO_BYTES
                        && message.type(at) == IcmpMessage.ECHO_REPLY
                        && (!raw || message.identifier(at) == identifier) // a datagram socket's is the kernel's choice
                        && message.cookie(at) == cookie
                ? new Received.Reply(message.sequence(at), message.sourceAddress(), message.stampNanos())
                : FOREIGN;
    }

    private int receive(int flags) {
        int bytes = libc.recvmsg(descriptor.intValue(), message.toReceive(), flags | MSG_DONTWAIT);
        if (bytes >= 0) {
            message.received();
        }
        return bytes;
    }

    private static Received nothingOrForeign(int result) {
        return -result == LibC.EAGAIN ? NOTHING : FOREIGN; // other errors are those of packets sent, told once each
    }

    @Override
    public void close() {
        try {
            descriptor.close();
        } catch (IOException e) {
            throw new IllegalStateException("the ICMP socket cannot be closed", e);
        }
    }
}
