package dev.understudy.probes;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.nio.ByteOrder;

/**
 * The memory of one socket's messages: what goes out, what {@code recvmsg} fills in, and how to read both. Offsets are
 * those of ICMP (RFC 792) and of Linux's {@code msghdr}, {@code cmsghdr} and {@code sock_extended_err} on 64 bits.
 */
final class IcmpMessage {
    static final int ECHO_REPLY = 0;
    static final int UNREACHABLE = 3;
    static final int ECHO_REQUEST = 8;

    /** Where an entry of the error queue comes from: an ICMP error, or a send stamp. */
    static final int ORIGIN_ICMP = 2;

    static final int ORIGIN_STAMP = 4;

    /** Length of our echo requests. */
    static final int ECHO_BYTES = 64;

    private static final int BUFFER_BYTES = 2_048;
    private static final int CONTROL_BYTES = 512;
    private static final int ADDRESS_BYTES = 16;
    private static final int CMSG_HEADER_BYTES = 16;
    private static final short AF_INET = 2;
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int IP_RECVERR = 11;
    private static final int SCM_TIMESTAMPING = 37;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment echo;
    private final MemorySegment destination;
    private final MemorySegment source;
    private final MemorySegment buffer;
    private final MemorySegment control;
    private final MemorySegment header;
    private int errorOrigin;
    private int errorType;
    private long stampNanos;

    IcmpMessage() {
        var arena = Arena.ofAuto();
        echo = arena.allocate(ECHO_BYTES, 8);
        destination = arena.allocate(ADDRESS_BYTES, 8);
        destination.set(JAVA_SHORT, 0, AF_INET);
        source = arena.allocate(ADDRESS_BYTES, 8);
        buffer = arena.allocate(BUFFER_BYTES, 8);
        control = arena.allocate(CONTROL_BYTES, 8);
        var parts = arena.allocate(16, 8); // one iovec
        parts.set(ADDRESS, 0, buffer);
        parts.set(JAVA_LONG, 8, BUFFER_BYTES);
        header = arena.allocate(56, 8);
        header.set(ADDRESS, 0, source);
        header.set(ADDRESS, 16, parts);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
    }

    /** An echo request with its checksum, good until the next one is asked for. */
    MemorySegment echo(short identifier, int sequence, long cookie) {
        echo.set(JAVA_BYTE, 0, (byte) ECHO_REQUEST);
        echo.set(NET_SHORT, 2, (short) 0);
        echo.set(NET_SHORT, 4, identifier);
        echo.set(NET_SHORT, 6, (short) sequence);
        echo.set(NET_LONG, 8, cookie);
        echo.set(NET_SHORT, 2, checksum(echo));
        return echo;
    }

    /** A socket address, good until the next one is asked for. */
    MemorySegment destination(Inet4Address address) {
        MemorySegment.copy(address.getAddress(), 0, destination, JAVA_BYTE, 4, 4);
        return destination;
    }

    /** The header for {@code recvmsg}, as good as new. */
    MemorySegment toReceive() {
        header.set(JAVA_INT, 8, ADDRESS_BYTES);
        header.set(JAVA_LONG, 40, CONTROL_BYTES);
        return header;
    }

    /** Reads what came beside the data. */
    void received() {
        errorOrigin = 0;
        errorType = 0;
        stampNanos = 0;
        long end = header.get(JAVA_LONG, 40);
        for (long at = 0; at + CMSG_HEADER_BYTES <= end; ) {
            long size = control.get(JAVA_LONG, at);
            if (size < CMSG_HEADER_BYTES || size > end - at) {
                return;
            }
            readControl(at, control.get(JAVA_INT, at + 8), control.get(JAVA_INT, at + 12));
            at += (size + 7) & ~7;
        }
    }

    private void readControl(long at, int level, int type) {
        if (level == SOL_SOCKET && type == SCM_TIMESTAMPING) {
            stampNanos = control.get(JAVA_LONG, at + 16) * NANOS_PER_SECOND + control.get(JAVA_LONG, at + 24);
        } else if (level == SOL_IP && type == IP_RECVERR) {
            errorOrigin = control.get(JAVA_BYTE, at + 20);
            errorType = control.get(JAVA_BYTE, at + 21);
        }
    }

    int errorOrigin() {
        return errorOrigin;
    }

    int errorType() {
        return errorType;
    }

    /** The kernel's stamp, nanoseconds of the wall clock; 0 where there is none. */
    long stampNanos() {
        return stampNanos;
    }

    /** Who sent it. */
    int sourceAddress() {
        return source.get(NET_INT, 4);
    }

    /** Length of the IP header that begins the data. */
    int ipHeaderBytes() {
        return (buffer.get(JAVA_BYTE, 0) & 0xf) * 4;
    }

    int type(int at) {
        return buffer.get(JAVA_BYTE, at);
    }

    short identifier(int at) {
        return buffer.get(NET_SHORT, at + 4);
    }

    int sequence(int at) {
        return buffer.get(NET_SHORT, at + 6) & 0xffff;
    }

    long cookie(int at) {
        return buffer.get(NET_LONG, at + 8);
    }

    /** The internet checksum (RFC 1071). */
    private static short checksum(MemorySegment bytes) {
        int sum = 0;
        for (long at = 0; at < bytes.byteSize(); at += 2) {
            sum += bytes.get(NET_SHORT, at) & 0xffff;
        }
        sum = (sum >>> 16) + (sum & 0xffff);
        sum += sum >>> 16;
        return (short) ~sum;
    }
}
