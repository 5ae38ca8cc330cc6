package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.collection.IntObjectHashMap;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * The ICMP socket in the prober's loop, one for all targets. It pairs each answer with its question by sequence number,
 * and the kernel's stamp of the one with that of the other.
 */
final class IcmpPort implements EpollIoHandle {
    private static final int MESSAGES_PER_TURN = 1_024; // the loop has others to serve; the rest wakes it again
    private static final long STAMP_TOLERANCE_NANOS = 1_000_000;

    private static final class Waiting {
        private final Flight flight;
        private final int address;
        private final long firedNanos;
        private long sentStampNanos;

        private Waiting(Flight flight, int address, long firedNanos) {
            this.flight = flight;
            this.address = address;
            this.firedNanos = firedNanos;
        }
    }

    private final IcmpSocket socket;
    private final NanoClock clock;
    private final IntObjectHashMap<Waiting> waiting = new IntObjectHashMap<>();
    private int lastSequence;

    IcmpPort(IcmpSocket socket, NanoClock clock) {
        this.socket = socket;
        this.clock = clock;
    }

    /** A probe that sends echo requests to one address. */
    Probe probe(Inet4Address target) {
        int address = ByteBuffer.wrap(target.getAddress()).getInt();
        return flight -> fire(flight, target, address);
    }

    private void fire(Flight flight, Inet4Address target, int address) {
        lastSequence = (lastSequence + 1) & 0xffff; // fewer than 65 536 are ever under way
        int sequence = lastSequence;
        waiting.put(sequence, new Waiting(flight, address, clock.nanoTime()));
        flight.whenOver(() -> waiting.remove(sequence));
        int error = socket.send(target, sequence);
        if (error != 0) {
            flight.end(outcome(error));
        }
    }

    private static Outcome outcome(int error) {
        return switch (error) {
            case LibC.ENETUNREACH, LibC.EHOSTUNREACH, LibC.ECONNREFUSED -> new Outcome.Refused();
            default -> new Outcome.Broken("not sent: " + LibC.errorName(error));
        };
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        readErrors();
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            switch (socket.next()) {
                case IcmpSocket.Received.Nothing _ -> {
                    return;
                }
                case IcmpSocket.Received.Reply reply -> answered(reply);
                case IcmpSocket.Received.Foreign _, IcmpSocket.Received.Sent _, IcmpSocket.Received.Unreachable _ -> {}
            }
        }
    }

    private void readErrors() {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            switch (socket.nextError()) {
                case IcmpSocket.Received.Nothing _ -> {
                    return;
                }
                case IcmpSocket.Received.Sent(var sequence, var stampNanos) -> {
                    var one = waiting.get(sequence);
                    if (one != null) {
                        one.sentStampNanos = stampNanos;
                    }
                }
                case IcmpSocket.Received.Unreachable(var sequence) -> {
                    var one = waiting.get(sequence);
                    if (one != null) {
                        one.flight.end(new Outcome.Refused());
                    }
                }
                case IcmpSocket.Received.Foreign _, IcmpSocket.Received.Reply _ -> {}
            }
        }
    }

    private void answered(IcmpSocket.Received.Reply reply) {
        var one = waiting.get(reply.sequence());
        if (one == null || one.address != reply.fromAddress()) {
            return;
        }
        if (one.sentStampNanos == 0) {
            readErrors(); // an answer may be quicker than the stamp of its question
        }
        one.flight.end(new Outcome.Answered(), kernelRttNanos(one, reply.stampNanos()));
    }

    /** Stamps are wall-clock time: a step of the clock between the two is found out by our own, which never steps. */
    private long kernelRttNanos(Waiting one, long receivedStampNanos) {
        if (one.sentStampNanos == 0 || receivedStampNanos == 0) {
            return -1;
        }
        long between = receivedStampNanos - one.sentStampNanos;
        return between >= 0 && between <= clock.nanoTime() - one.firedNanos + STAMP_TOLERANCE_NANOS ? between : -1;
    }

    @Override
    public FileDescriptor fd() {
        return socket.descriptor();
    }

    @Override
    public void close() {
        socket.close();
    }
}
