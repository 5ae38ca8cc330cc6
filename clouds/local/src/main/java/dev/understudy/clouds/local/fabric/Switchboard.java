package dev.understudy.clouds.local.fabric;

import dev.understudy.clouds.local.LinkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets between TUN devices, one port for each place: late, lost or cut as the link of the ordered pair says,
 * never out of order within a pair. One thread owns all of it but the links, which may be replaced at any moment.
 */
final class Switchboard implements AutoCloseable {
    /** Ports are the third octet of an address. */
    static final int PORTS = 256;

    private static final int MOST_QUEUED = 16_384;
    private static final int PACKET_BYTES = 2_048;
    private static final int READS_IN_A_ROW = 64;
    private static final int POLL_ENTRY_BYTES = 8;
    private static final short POLLIN = 1;
    private static final long SLACK_NANOS = 1_000;
    private static final int UNUSED = -1;

    private final int firstOctet;
    private final int secondOctet;
    private final RandomGenerator random;
    private final AtomicReferenceArray<@Nullable LinkSpec> links = new AtomicReferenceArray<>(PORTS * PORTS);
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Arena arena = Arena.ofShared();
    private final Native os = new Native(arena);
    private final int bell;
    private final PacketQueue queue = new PacketQueue(arena, MOST_QUEUED, PACKET_BYTES);
    private final MemorySegment packet = arena.allocate(PACKET_BYTES);
    private final MemorySegment reply = arena.allocate(64);
    private final MemorySegment polled = arena.allocate((long) POLL_ENTRY_BYTES * (PORTS + 1), 8);
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final int[] descriptors = new int[PORTS];
    private final int[] polledPorts = new int[PORTS];
    private final long[] lastDue = new long[PORTS * PORTS];
    private int polledCount;
    private boolean running = true;
    private volatile long dropped;

    /**
     * @param firstOctet of every address
     * @param secondOctet of every address
     * @param random decides jitter and loss
     */
    Switchboard(int firstOctet, int secondOctet, RandomGenerator random) {
        this.firstOctet = firstOctet;
        this.secondOctet = secondOctet;
        this.random = random;
        Arrays.fill(descriptors, UNUSED);
        bell = os.eventDescriptor();
        if (bell < 0) {
            throw new IllegalStateException("no event descriptor: error " + -bell);
        }
        thread = Thread.ofPlatform()
                .name("fabric")
                .daemon()
                .uncaughtExceptionHandler((_, fault) -> die(fault))
                .start(this::run);
    }

    /** Starts to carry for a port; the descriptor is the switchboard's from here on. */
    void plug(int port, int descriptor) {
        order(() -> {
            descriptors[port] = descriptor;
            listPorts();
        });
    }

    /** Stops to carry for a port and closes its descriptor. */
    void unplug(int port) {
        order(() -> {
            if (descriptors[port] != UNUSED) {
                var _ = os.close(descriptors[port]);
                descriptors[port] = UNUSED;
                listPorts();
            }
        });
        for (int other = 0; other < PORTS; other++) {
            links.set(port * PORTS + other, null);
            links.set(other * PORTS + port, null);
        }
    }

    void link(int from, int to, LinkSpec spec) {
        links.set(from * PORTS + to, spec.isPlain() ? null : spec);
    }

    /** Packets that had no receiver or no room in the queue. */
    long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        order(() -> running = false);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the thread still uses the memory
        }
        arena.close();
    }

    /** Without this thread nothing passes any more, and nobody would be told: better no cloud than a silent one. */
    private static void die(Throwable fault) {
        System.err.println("the fabric failed: " + fault);
        Runtime.getRuntime().halt(70);
    }

    private void order(Runnable work) {
        var done = new CompletableFuture<@Nullable Void>();
        orders.add(() -> {
            work.run();
            done.complete(null);
        });
        try (Arena call = Arena.ofConfined()) {
            var _ = new Native(call).write(bell, call.allocateFrom(ValueLayout.JAVA_LONG, 1), 8);
        }
        done.join();
    }

    private void run() {
        var _ = os.timerSlack(SLACK_NANOS);
        listPorts();
        while (running) {
            waitForWork();
            if (polled.get(ValueLayout.JAVA_SHORT, 6) != 0) {
                takeOrders();
            }
            for (int at = 0; at < polledCount; at++) {
                if (polled.get(ValueLayout.JAVA_SHORT, (at + 1L) * POLL_ENTRY_BYTES + 6) != 0) {
                    receive(polledPorts[at]);
                }
                deliverDue();
            }
        }
        for (int port = 0; port < PORTS; port++) {
            if (descriptors[port] != UNUSED) {
                var _ = os.close(descriptors[port]);
            }
        }
        var _ = os.close(bell);
    }

    private void waitForWork() {
        MemorySegment limit = MemorySegment.NULL;
        if (!queue.isEmpty()) {
            long nanos = Math.max(0, queue.firstDueNanos() - System.nanoTime());
            timeout.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
            timeout.set(ValueLayout.JAVA_LONG, 8, nanos % 1_000_000_000);
            limit = timeout;
        }
        int ready = os.poll(polled, polledCount + 1L, limit);
        if (ready <= 0) {
            for (int at = 0; at <= polledCount; at++) {
                polled.set(ValueLayout.JAVA_SHORT, (long) at * POLL_ENTRY_BYTES + 6, (short) 0);
            }
        }
    }

    private void takeOrders() {
        var _ = os.read(bell, reply, 8);
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
    }

    private void listPorts() {
        polledCount = 0;
        entry(0, bell);
        for (int port = 0; port < PORTS; port++) {
            if (descriptors[port] != UNUSED) {
                polledPorts[polledCount++] = port;
                entry(polledCount, descriptors[port]);
            }
        }
    }

    private void entry(int at, int descriptor) {
        polled.set(ValueLayout.JAVA_INT, (long) at * POLL_ENTRY_BYTES, descriptor);
        polled.set(ValueLayout.JAVA_SHORT, (long) at * POLL_ENTRY_BYTES + 4, POLLIN);
        polled.set(ValueLayout.JAVA_SHORT, (long) at * POLL_ENTRY_BYTES + 6, (short) 0);
    }

    private void receive(int from) {
        for (int reads = 0; reads < READS_IN_A_ROW; reads++) {
            int bytes = os.read(descriptors[from], packet, PACKET_BYTES);
            if (bytes <= 0) {
                return;
            }
            if (IpPacket.isIpv4(packet, bytes)) {
                route(from, bytes);
            }
        }
    }

    private void route(int from, int bytes) {
        int to = IpPacket.destinationPort(packet, firstOctet, secondOctet);
        if (to < 0 || to == from || descriptors[to] == UNUSED) {
            dropped++;
            return;
        }
        LinkSpec link = links.get(from * PORTS + to);
        if (link != null && (link.cut() || (link.lossRatio() > 0 && random.nextDouble() < link.lossRatio()))) {
            return;
        }
        if (IpPacket.takeHop(packet)) {
            send(from * PORTS + to, to, packet, bytes, link);
        } else {
            byte[] gateway = {(byte) firstOctet, (byte) secondOctet, (byte) from, (byte) 254};
            send(from * PORTS + from, from, reply, IpPacket.timeExceeded(packet, bytes, gateway, reply), link);
        }
    }

    /** Straight through when nothing is ahead of it in its pair, else into the queue. */
    private void send(int pair, int to, MemorySegment data, int bytes, @Nullable LinkSpec link) {
        long now = System.nanoTime();
        long ahead = lastDue[pair];
        long due = Math.max(now + delayNanos(link), ahead);
        lastDue[pair] = due;
        if (due <= now && (queue.isEmpty() || queue.firstDueNanos() > ahead)) {
            write(to, data, bytes);
        } else if (queue.isFull()) {
            dropped++;
        } else {
            queue.add(data, bytes, to, due);
        }
    }

    private long delayNanos(@Nullable LinkSpec link) {
        if (link == null) {
            return 0;
        }
        double millis = link.delayMillis();
        if (link.jitterMillis() > 0) {
            millis += (2 * random.nextDouble() - 1) * link.jitterMillis();
        }
        return (long) (millis * 1e6);
    }

    private void deliverDue() {
        while (!queue.isEmpty() && queue.firstDueNanos() <= System.nanoTime()) {
            write(queue.firstPort(), queue.firstPacket(), queue.firstBytes());
            queue.removeFirst();
        }
    }

    private void write(int to, MemorySegment data, int bytes) {
        if (descriptors[to] == UNUSED || os.write(descriptors[to], data, bytes) != bytes) {
            dropped++;
        }
    }
}
