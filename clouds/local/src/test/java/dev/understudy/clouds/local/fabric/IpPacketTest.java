package dev.understudy.clouds.local.fabric;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class IpPacketTest {
    private final Arena arena = Arena.ofAuto();

    @SeededTest(tries = 200)
    void keepsTheChecksumRightWhenItTakesAHop(Chance chance) {
        MemorySegment packet = packet(chance.bytes(64), chance.between(2, 255));

        assertThat(IpPacket.takeHop(packet)).isTrue();

        assertThat(IpPacket.checksum(packet, 0, IpPacket.SHORTEST)).isZero();
    }

    @Test
    void hasNoHopToTakeWhereNoneIsLeft() {
        assertThat(IpPacket.takeHop(packet(new byte[64], 1))).isFalse();
    }

    @Test
    void tellsTheSenderThatTheLastHopWasTaken() {
        MemorySegment packet = packet(new byte[64], 1);
        MemorySegment reply = arena.allocate(64);

        int bytes = IpPacket.timeExceeded(packet, 64, new byte[] {10, 77, 2, (byte) 254}, reply);

        assertThat(bytes).isEqualTo(56);
        assertThat(IpPacket.checksum(reply, 0, IpPacket.SHORTEST)).isZero();
        assertThat(IpPacket.checksum(reply, IpPacket.SHORTEST, bytes - IpPacket.SHORTEST))
                .isZero();
        assertThat(reply.get(JAVA_BYTE, 20)).isEqualTo((byte) 11);
        assertThat(reply.asSlice(12, 4).toArray(JAVA_BYTE)).containsExactly(10, 77, 2, 254);
        assertThat(reply.asSlice(16, 4).toArray(JAVA_BYTE)).containsExactly(10, 77, 2, 1);
        assertThat(reply.asSlice(28, 28).mismatch(packet.asSlice(0, 28))).isEqualTo(-1);
    }

    @Test
    void findsThePortOfAnAddressOfOursAndNoOther() {
        MemorySegment packet = packet(new byte[64], 64);

        assertThat(IpPacket.destinationPort(packet, 10, 77)).isEqualTo(3);
        assertThat(IpPacket.destinationPort(packet, 10, 78)).isEqualTo(-1);
        packet.set(JAVA_BYTE, 19, (byte) 2);
        assertThat(IpPacket.destinationPort(packet, 10, 77)).isEqualTo(-1);
    }

    /** From 10.77.2.1 to 10.77.3.1. */
    private MemorySegment packet(byte[] filling, int ttl) {
        MemorySegment packet = arena.allocate(64);
        packet.copyFrom(MemorySegment.ofArray(filling));
        packet.set(JAVA_BYTE, 0, (byte) 0x45);
        packet.set(JAVA_BYTE, 8, (byte) ttl);
        MemorySegment.copy(new byte[] {0, 0, 10, 77, 2, 1, 10, 77, 3, 1}, 0, packet, JAVA_BYTE, 10, 10);
        short checksum = IpPacket.checksum(packet, 0, IpPacket.SHORTEST);
        packet.set(JAVA_BYTE, 10, (byte) (checksum >> 8));
        packet.set(JAVA_BYTE, 11, (byte) checksum);
        return packet;
    }
}
