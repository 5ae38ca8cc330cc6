package dev.understudy.clouds.local.fabric;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The few things a router does to an IPv4 packet (RFC 791, 792, 1624). */
final class IpPacket {
    static final int SHORTEST = 20;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TTL = 8;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int QUOTED = 28;

    private IpPacket() {}

    static boolean isIpv4(MemorySegment packet, int bytes) {
        return bytes >= SHORTEST && (packet.get(JAVA_BYTE, 0) & 0xf0) == 0x40;
    }

    /** The third octet of the destination when it is a place's only host, {@code prefix.N.1}; else -1. */
    static int destinationPort(MemorySegment packet, int firstOctet, int secondOctet) {
        boolean ours = (packet.get(JAVA_BYTE, DESTINATION) & 0xff) == firstOctet
                && (packet.get(JAVA_BYTE, DESTINATION + 1) & 0xff) == secondOctet
                && packet.get(JAVA_BYTE, DESTINATION + 3) == 1;
        return ours ? packet.get(JAVA_BYTE, DESTINATION + 2) & 0xff : -1;
    }

    /** Takes one hop; false when there was none left. */
    static boolean takeHop(MemorySegment packet) {
        int ttl = packet.get(JAVA_BYTE, TTL) & 0xff;
        if (ttl <= 1) {
            return false;
        }
        packet.set(JAVA_BYTE, TTL, (byte) (ttl - 1));
        int sum = (packet.get(SHORT, CHECKSUM) & 0xffff) + 0x100; // one less in the high byte, in ones' complement
        packet.set(SHORT, CHECKSUM, (short) (sum + (sum >> 16)));
        return true;
    }

    /** Writes "time exceeded" from a gateway, about a packet, to its sender; returns its length. */
    static int timeExceeded(MemorySegment about, int bytes, byte[] gateway, MemorySegment into) {
        int quote = Math.min(bytes, QUOTED);
        int total = SHORTEST + 8 + quote;
        into.asSlice(0, total).fill((byte) 0);
        into.set(JAVA_BYTE, 0, (byte) 0x45);
        into.set(SHORT, 2, (short) total);
        into.set(JAVA_BYTE, TTL, (byte) 64);
        into.set(JAVA_BYTE, 9, (byte) 1);
        MemorySegment.copy(gateway, 0, into, JAVA_BYTE, SOURCE, 4);
        MemorySegment.copy(about, SOURCE, into, DESTINATION, 4);
        into.set(SHORT, CHECKSUM, checksum(into, 0, SHORTEST));
        into.set(JAVA_BYTE, SHORTEST, (byte) 11);
        MemorySegment.copy(about, 0, into, SHORTEST + 8, quote);
        into.set(SHORT, SHORTEST + 2, checksum(into, SHORTEST, 8 + quote));
        return total;
    }

    static short checksum(MemorySegment packet, int from, int bytes) {
        int sum = 0;
        for (int at = from; at + 1 < from + bytes; at += 2) {
            sum += packet.get(SHORT, at) & 0xffff;
        }
        if (bytes % 2 == 1) {
            sum += (packet.get(JAVA_BYTE, from + bytes - 1) & 0xff) << 8;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}
