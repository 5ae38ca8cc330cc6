package dev.understudy.clouds.local.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.PriorityQueue;

class PacketQueueTest {
    private static final int CAPACITY = 32;

    private record Sent(long due, int order, int port) {}

    @SeededTest(tries = 50)
    void givesPacketsBackByDueTimeAndThenByArrival(Chance chance) {
        try (Arena arena = Arena.ofConfined()) {
            var queue = new PacketQueue(arena, CAPACITY, 16);
            var model = new PriorityQueue<>(Comparator.comparingLong(Sent::due).thenComparingInt(Sent::order));
            var packet = arena.allocate(16, 8);
            for (int step = 0; step < 500; step++) {
                if (!queue.isFull() && chance.happens(0.55)) {
                    var sent = new Sent(chance.between(0, 20), step, chance.between(1, 5));
                    packet.set(ValueLayout.JAVA_INT, 0, step);
                    queue.add(packet, 4 + step % 12, sent.port(), sent.due());
                    model.add(sent);
                } else if (!queue.isEmpty()) {
                    Sent first = model.remove();
                    assertThat(queue.firstDueNanos()).isEqualTo(first.due());
                    assertThat(queue.firstPort()).isEqualTo(first.port());
                    assertThat(queue.firstBytes()).isEqualTo(4 + first.order() % 12);
                    assertThat(queue.firstPacket().get(ValueLayout.JAVA_INT, 0)).isEqualTo(first.order());
                    queue.removeFirst();
                }
                assertThat(queue.size()).isEqualTo(model.size()).isLessThanOrEqualTo(CAPACITY);
            }
        }
    }
}
