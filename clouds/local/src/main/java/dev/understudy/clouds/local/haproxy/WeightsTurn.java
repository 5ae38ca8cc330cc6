package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.weights.Weights;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The right to change weights, held by one process at a time. HAProxy has no compare-and-set, but it evaluates one
 * expression at a time, and {@code x + (x == old) * (new - old)} is one: that is how the turn is taken and given back.
 * A turn whose holder died is taken over once it has stood unchanged for longer than any holder uses it.
 */
final class WeightsTurn implements AutoCloseable {
    /** A holder does nothing more once this has passed. */
    private static final Duration LONGEST_USE = Duration.ofSeconds(1);

    /** A turn that has stood this long unchanged has no holder. */
    private static final Duration ABANDONED_AFTER = Duration.ofMillis(1_500);

    private static final int PAUSE_MILLIS = 5;
    private static final String READ_SERVERS = "show servers state " + HaproxyState.BACKEND;

    private final RuntimeApi api;
    private final long token;
    private final long takenNanos;
    private final long revision;
    private final long epoch;
    private final String shares;

    private WeightsTurn(RuntimeApi api, long token, long takenNanos, List<String> variables) throws IOException {
        this.api = api;
        this.token = token;
        this.takenNanos = takenNanos;
        this.revision = HaproxyState.integer(variables.get(0));
        this.epoch = HaproxyState.integer(variables.get(1));
        this.shares = HaproxyState.text(variables.get(2));
    }

    /** Takes the turn, waiting for others up to {@code bound}. */
    static WeightsTurn take(RuntimeApi api, Duration bound) throws IOException {
        long token = ThreadLocalRandom.current().nextLong(1, 1L << 60);
        long start = System.nanoTime();
        long seen = 0;
        long seenSince = start;
        while (System.nanoTime() - start < bound.toNanos() + ABANDONED_AFTER.toNanos()) {
            boolean abandoned = seen != 0 && System.nanoTime() - seenSince > ABANDONED_AFTER.toNanos();
            long asked = System.nanoTime();
            List<String> answers = api.send(List.of(
                    "experimental-mode on",
                    swap(abandoned ? seen : 0, token),
                    "get var " + HaproxyState.LOCK,
                    "show info",
                    "get var " + HaproxyState.REVISION,
                    "get var " + HaproxyState.EPOCH,
                    "get var " + HaproxyState.SHARES));
            if (answers.get(1).contains("denied")) {
                throw new IOException("this endpoint may only look");
            }
            if (HaproxyState.isStopping(answers.get(3))) {
                throw new HaproxyLoadBalancer.WorkerLeavingException();
            }
            long holder = HaproxyState.integer(answers.get(2));
            if (holder == token) {
                return new WeightsTurn(api, token, asked, answers.subList(4, 7));
            }
            if (holder != seen) {
                seen = holder;
                seenSince = System.nanoTime();
            }
            sleep();
        }
        throw new BusyException();
    }

    /** Number of the revision in force; 0 when none was applied yet. */
    long revision() {
        return revision;
    }

    /** Highest fence epoch applied. */
    long epoch() {
        return epoch;
    }

    /** The shares in force: as they were asked for, else as the servers' weights amount to. */
    Weights shares() throws IOException {
        return shares.isEmpty()
                ? ServerWeights.toShares(HaproxyState.weights(api.send(READ_SERVERS)), List.of())
                : HaproxyState.readShares(shares);
    }

    /** Puts weights in force and reads them back; false when they were in force already. */
    boolean apply(long number, long newEpoch, Weights wanted) throws IOException {
        Servers servers = HaproxyState.servers(api.send(READ_SERVERS));
        SortedMap<ServerName, Integer> now = servers.weights();
        SortedMap<ServerName, Integer> target = ServerWeights.of(wanted, servers);
        String text = HaproxyState.write(wanted);
        if (now.equals(target) && number == revision && newEpoch == epoch && text.equals(shares)) {
            return false;
        }
        var commands = new ArrayList<String>();
        commands.add("set var " + HaproxyState.REVISION + " int(" + number + ")");
        commands.add("set var " + HaproxyState.EPOCH + " int(" + newEpoch + ")");
        commands.add("set var " + HaproxyState.SHARES + " str(" + text + ")");
        commands.addAll(steps(now, target));
        stillMine();
        for (String answer : api.send(commands)) {
            if (!answer.isEmpty()) {
                throw new IOException("it refused a change: " + answer);
            }
        }
        readBack(number, target);
        return true;
    }

    /**
     * Divides the shares in force anew over the servers of each zone that can take requests, and reads back. Revision
     * and epoch stay.
     *
     * @param servers as they are, or are about to be
     */
    void divide(Servers servers) throws IOException {
        SortedMap<ServerName, Integer> target = ServerWeights.of(shares(), servers);
        List<String> commands = steps(servers.weights(), target);
        if (commands.isEmpty()) {
            return;
        }
        stillMine();
        for (String answer : api.send(commands)) {
            if (!answer.isEmpty()) {
                throw new IOException("it refused a change: " + answer);
            }
        }
        readBack(revision, target);
    }

    /** Raises first and lowers after: the other way round there would be a moment without a server. */
    static List<String> steps(SortedMap<ServerName, Integer> now, SortedMap<ServerName, Integer> target) {
        var raises = new ArrayList<String>();
        var lowers = new ArrayList<String>();
        target.forEach((name, weight) -> {
            int current = now.getOrDefault(name, 0);
            String command =
                    String.format(Locale.ROOT, "set server %s/%s weight %d", HaproxyState.BACKEND, name, weight);
            if (weight > current) {
                raises.add(command);
            } else if (weight < current) {
                lowers.add(command);
            }
        });
        raises.addAll(lowers);
        return raises;
    }

    @Override
    public void close() {
        try {
            api.send(swap(token, 0));
        } catch (IOException _) {
            api.close(); // an unfinished exchange must not be read as the answer to the next
        }
    }

    private void readBack(long number, SortedMap<ServerName, Integer> target) throws IOException {
        List<String> answers = api.send(
                List.of(READ_SERVERS, "get var " + HaproxyState.REVISION, "get var " + HaproxyState.LOCK, "show info"));
        if (HaproxyState.isStopping(answers.get(3))) {
            throw new HaproxyLoadBalancer.WorkerLeavingException();
        }
        if (HaproxyState.integer(answers.get(2)) != token) {
            throw new BusyException();
        }
        SortedMap<ServerName, Integer> read = HaproxyState.weights(answers.getFirst());
        long readNumber = HaproxyState.integer(answers.get(1));
        if (!new TreeMap<>(read).equals(target) || readNumber != number) {
            throw new IOException(
                    "read back revision " + readNumber + " with weights " + read + " after setting " + target);
        }
    }

    private void stillMine() throws IOException {
        if (System.nanoTime() - takenNanos > LONGEST_USE.toNanos()) {
            throw new BusyException();
        }
    }

    /** One expression: {@code lock + (lock == from) * (to - from)}. */
    private static String swap(long from, long to) {
        return "set var proc.understudy_scratch var(" + HaproxyState.LOCK + "),sub(" + from + "),bool,not,mul("
                + (to - from) + "),add(" + HaproxyState.LOCK + "),set-var(" + HaproxyState.LOCK + ")";
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Somebody else changes weights, for too long. */
    static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        BusyException() {
            super("somebody else is changing its weights");
        }
    }
}
