package dev.understudy.clouds.local.fabric;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Packets on their way, earliest due first and in order of arrival among equals. Holds a fixed number and no more. */
final class PacketQueue {
    private final int capacity;
    private final int packetBytes;
    private final MemorySegment memory;
    private final int[] free;
    private final int[] heap;
    private final long[] due;
    private final long[] sequence;
    private final int[] target;
    private final int[] length;
    private int freeCount;
    private int size;
    private long arrivals;

    PacketQueue(Arena arena, int capacity, int packetBytes) {
        this.capacity = capacity;
        this.packetBytes = packetBytes;
        memory = arena.allocate((long) capacity * packetBytes);
        free = new int[capacity];
        heap = new int[capacity];
        due = new long[capacity];
        sequence = new long[capacity];
        target = new int[capacity];
        length = new int[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            free[slot] = slot;
        }
        freeCount = capacity;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == capacity;
    }

    int size() {
        return size;
    }

    /** Copies a packet in. Must not be full. */
    void add(MemorySegment packet, int bytes, int toPort, long dueNanos) {
        int slot = free[--freeCount];
        MemorySegment.copy(packet, 0, memory, (long) slot * packetBytes, bytes);
        due[slot] = dueNanos;
        sequence[slot] = arrivals++;
        target[slot] = toPort;
        length[slot] = bytes;
        int place = size++;
        while (place > 0 && earlier(slot, heap[(place - 1) / 2])) {
            heap[place] = heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        heap[place] = slot;
    }

    long firstDueNanos() {
        return due[heap[0]];
    }

    int firstPort() {
        return target[heap[0]];
    }

    int firstBytes() {
        return length[heap[0]];
    }

    MemorySegment firstPacket() {
        return memory.asSlice((long) heap[0] * packetBytes, packetBytes);
    }

    void removeFirst() {
        free[freeCount++] = heap[0];
        int last = heap[--size];
        int place = 0;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && earlier(heap[child + 1], heap[child])) {
                child++;
            }
            if (!earlier(heap[child], last)) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = last;
    }

    private boolean earlier(int left, int right) {
        return due[left] < due[right] || (due[left] == due[right] && sequence[left] < sequence[right]);
    }
}
