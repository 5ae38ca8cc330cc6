package dev.understudy.copy;

import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.Convergence;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Copies a directory tree to another zone ahead of a move: {@link #preCopy} in rounds while the source is being written,
 * until what is left is small; {@link #finish} once nobody writes any more, with equal hashes at the end. Both may be
 * cancelled and begun again at any time, by another process too: whole files at the target are whole, and what was cut
 * short is gone on with. Owners, devices, sockets and pipes are not copied.
 */
public final class TreeCopy {
    /** Rounds beyond which no more are tried. */
    public static final int ROUNDS_MAX = 100;

    /** Smallest round that says something about the rate of the path rather than about starting. */
    private static final long RATE_BYTES_MIN = 1_000_000;

    private final Plan plan;
    private final LongSupplier nanoClock;
    private final AtomicReference<@Nullable Process> running = new AtomicReference<>();
    private final AtomicReference<@Nullable SSLSocket> asking = new AtomicReference<>();
    private volatile boolean cancelled;

    /**
     * What to copy where.
     *
     * @param source directory
     * @param identity what the source shows to the target
     * @param target where the {@link TreeTarget} listens
     * @param targetName name in its certificate
     * @param smallBytes bytes that may differ when the pre-copy ends
     * @param patience how long it may take
     * @param bytesPerSecondMax most to send; 0 for as fast as it goes
     */
    public record Plan(
            Path source,
            Identity identity,
            InetSocketAddress target,
            String targetName,
            long smallBytes,
            Duration patience,
            long bytesPerSecondMax) {}

    /**
     * One round.
     *
     * @param number from 1
     * @param took how long it was
     * @param files sent
     * @param sentBytes on the wire
     * @param literalBytes of content that the target did not have
     * @param dirtyFiles that differed at its end
     * @param dirtyBytes in them, as far as known: after the first round all of a changed file counts, afterwards the part
     *     of it that rounds have found changed so far
     * @param progress the same as rates
     */
    public record Round(
            int number,
            Duration took,
            long files,
            long sentBytes,
            long literalBytes,
            long dirtyFiles,
            long dirtyBytes,
            CopyProgress progress) {}

    /** How a copy ended. */
    public sealed interface Outcome {
        List<Round> rounds();

        Because because();

        /** Little enough differs; the source may be stopped and {@link #finish} called. */
        record Ready(List<Round> rounds, Because because) implements Outcome {}

        /**
         * All is at the target.
         *
         * @param sha256 of both trees
         * @param files regular files in each
         * @param bytes in them
         */
        record Equal(List<Round> rounds, String sha256, long files, long bytes, Because because) implements Outcome {}

        /** It cannot come to an end as things are. */
        record Refused(List<Round> rounds, Because because) implements Outcome {}

        /** It failed and may be tried again. */
        record Failed(List<Round> rounds, Because because) implements Outcome {}
    }

    public TreeCopy(Plan plan) {
        this(plan, System::nanoTime);
    }

    TreeCopy(Plan plan, LongSupplier nanoClock) {
        this.plan = plan;
        this.nanoClock = nanoClock;
    }

    /** Ends what is under way, now; it fails with a sentence. A copy that was cancelled stays so. */
    public void cancel() {
        cancelled = true;
        end(running.get());
        Optional.ofNullable(asking.get()).ifPresent(TreeCopy::close);
    }

    private static void close(SSLSocket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone as it is.
        }
    }

    /**
     * Copies in rounds until little enough differs.
     *
     * @param each told of each round at its end
     */
    public Outcome preCopy(Consumer<Round> each) throws InterruptedException {
        var rounds = new ArrayList<Round>();
        long started = nanoClock.getAsLong();
        try {
            while (rounds.size() < ROUNDS_MAX) {
                var round = round(rounds);
                rounds.add(round);
                each.accept(round);
                var left = plan.patience().minusNanos(nanoClock.getAsLong() - started);
                var verdict = Convergence.judge(
                        rounds.stream().map(Round::progress).toList(),
                        new Convergence.Goal(plan.smallBytes(), left.isNegative() ? Duration.ZERO : left, 2, 3));
                switch (verdict) {
                    case Convergence.Converges end -> {
                        if (end.rounds() == 0) {
                            return new Outcome.Ready(List.copyOf(rounds), end.because());
                        }
                    }
                    case Convergence.TooSlow slow -> {
                        return new Outcome.Refused(List.copyOf(rounds), slow.because());
                    }
                    case Convergence.NotYet _ -> {
                        // The next round tells.
                    }
                }
            }
            return new Outcome.Refused(
                    List.copyOf(rounds),
                    new Because("{rounds} rounds were not enough", Map.of("rounds", (double) ROUNDS_MAX)));
        } catch (IOException e) {
            return failed(rounds, e);
        }
    }

    /**
     * What one run sent.
     *
     * @param took how long it was
     * @param files sent
     * @param literalBytes of content that the target did not have
     * @param sentBytes on the wire
     * @param whole whether each file that stayed was copied: one that was changed or cut short while it was read was not
     */
    public record Sent(Duration took, long files, long literalBytes, long sentBytes, boolean whole) {}

    /**
     * Sends once what differs, and looks no further.
     *
     * @param byContent whether files are told apart by what is in them, which reads both trees, and not by size and time
     * @throws IOException when the target was not reached, or not everything was copied
     */
    public Sent send(boolean byContent) throws IOException, InterruptedException {
        long started = nanoClock.getAsLong();
        var command = Rsync.command(plan.source(), plan.bytesPerSecondMax(), false);
        if (byContent) {
            command.add(1, "--checksum");
        }
        var end = rsync(command);
        return new Sent(
                Duration.ofNanos(nanoClock.getAsLong() - started),
                end.files(),
                end.literalBytes(),
                end.sentBytes(),
                end.clean());
    }

    /**
     * Copies what is left of a still source and compares both trees: names, kinds, permissions, sizes and times of all,
     * the content of what has changed since the contents were last compared by {@link #send}. What it compares by
     * content is on the target's disk afterwards.
     *
     * @param since when that comparison began; what the source's file system says has changed later is read
     * @throws IOException when the target was not reached, or not everything was copied
     */
    public Outcome seal(Instant since) throws IOException, InterruptedException {
        var rounds = new ArrayList<Round>();
        var sent = send(false);
        rounds.add(new Round(
                1,
                sent.took(),
                sent.files(),
                sent.sentBytes(),
                sent.literalBytes(),
                0,
                0,
                new CopyProgress(
                        1, sent.sentBytes(), 0, rate(List.of(), sent.literalBytes(), seconds(sent.took())), 0)));
        var changed = TreeHash.changedSince(plan.source(), since);
        var here = new FutureTask<>(() -> TreeHash.of(plan.source(), changed, false));
        Thread.ofPlatform().daemon().name("copy-hash").start(here); // both sides at once: somebody waits
        var there = ask(Verb.SEAL, changed);
        try {
            return compared(rounds, here.get(), there);
        } catch (ExecutionException e) {
            throw new IOException("the source cannot be read: " + e.getCause(), e);
        }
    }

    private static double seconds(Duration took) {
        return Math.max(1e-3, took.toNanos() / 1e9);
    }

    /** Copies what is left, the source being still, and compares the hashes of both trees. */
    public Outcome finish() throws InterruptedException {
        var rounds = new ArrayList<Round>();
        try {
            rounds.add(round(rounds));
            var here = TreeHash.of(plan.source());
            return compared(rounds, here, ask(Verb.FINISH, Set.of()));
        } catch (IOException e) {
            return failed(rounds, e);
        }
    }

    private static Outcome compared(List<Round> rounds, TreeHash here, TreeHash there) {
        if (there.equals(here)) {
            return new Outcome.Equal(
                    List.copyOf(rounds),
                    here.sha256(),
                    here.files(),
                    here.bytes(),
                    new Because(
                            "both trees have {files} files with {treeMB} MB and the same hash",
                            Map.of("files", (double) here.files(), "treeMB", here.bytes() / 1e6)));
        }
        return new Outcome.Failed(
                List.copyOf(rounds),
                new Because(
                        "the trees differ: {files} files with {treeBytes} bytes here, {targetFiles} with"
                                + " {targetBytes} at the target; was the source still being written?",
                        Map.of(
                                "files", (double) here.files(),
                                "treeBytes", (double) here.bytes(),
                                "targetFiles", (double) there.files(),
                                "targetBytes", (double) there.bytes())));
    }

    private Outcome failed(List<Round> rounds, IOException fault) {
        return new Outcome.Failed(
                List.copyOf(rounds),
                Because.quoting(cancelled ? "the copy was cancelled" : "the copy failed: " + fault.getMessage()));
    }

    private Round round(List<Round> before) throws IOException, InterruptedException {
        long started = nanoClock.getAsLong();
        var sent = rsync(Rsync.command(plan.source(), plan.bytesPerSecondMax(), false));
        long ended = nanoClock.getAsLong();
        var differs = rsync(Rsync.command(plan.source(), plan.bytesPerSecondMax(), true));
        double seconds = Math.max(1e-3, (nanoClock.getAsLong() - started) / 1e9);
        double sendSeconds = Math.max(1e-3, (ended - started) / 1e9);
        long dirty = (long) (differs.bytes() * changedPart(before, sent));
        long copied = before.isEmpty() ? 0 : before.getLast().progress().copiedBytes();
        return new Round(
                before.size() + 1,
                Duration.ofNanos(ended - started),
                sent.files(),
                sent.sentBytes(),
                sent.literalBytes(),
                differs.files(),
                dirty,
                new CopyProgress(
                        before.size() + 1,
                        copied + sent.sentBytes(),
                        dirty,
                        rate(before, sent.literalBytes(), sendSeconds),
                        dirty / seconds));
    }

    /** Of the files that changed, the part that really had: what the rounds after the first have found. */
    private static double changedPart(List<Round> before, Rsync.End sent) {
        return before.isEmpty() || sent.bytes() == 0 ? 1 : (double) sent.literalBytes() / sent.bytes();
    }

    /** Rate of the path. A round too small to tell is taken for as fast as the fastest before it. */
    private static double rate(List<Round> before, long bytes, double seconds) {
        double fastest = before.stream()
                .mapToDouble(round -> round.progress().copyBytesPerSecond())
                .max()
                .orElse(0);
        return bytes >= RATE_BYTES_MIN ? bytes / seconds : Math.max(fastest, bytes / seconds);
    }

    private Rsync.End rsync(List<String> command) throws IOException, InterruptedException {
        if (!Files.isDirectory(plan.source())) {
            throw new IOException("source " + plan.source() + " is no directory");
        }
        try (var relay =
                Relay.open(() -> Wire.connect(plan.identity(), plan.target(), plan.targetName(), Verb.RSYNC))) {
            var end = Rsync.run(command, relay::describe, process -> {
                running.set(process);
                if (cancelled) {
                    end(process);
                }
            });
            if (cancelled || !end.clean() && !end.changed()) {
                throw new IOException(relay.fault().orElse(end.why()));
            }
            return end;
        } catch (InterruptedException e) {
            end(running.get());
            throw e;
        } finally {
            running.set(null);
        }
    }

    /** @param contents paths whose content counts; said to the target where the verb wants them */
    private TreeHash ask(Verb verb, Set<String> contents) throws IOException {
        if (cancelled) {
            throw new IOException("the copy was cancelled");
        }
        try (var socket = Wire.connect(plan.identity(), plan.target(), plan.targetName(), verb)) {
            asking.set(socket);
            if (verb == Verb.SEAL) {
                Wire.write(socket.getOutputStream(), contents);
            }
            String answer = Wire.line(socket.getInputStream());
            var words = List.of(answer.split(" ", 4));
            if (words.size() != 4 || !words.getFirst().equals("ok")) {
                throw new IOException("the target says: " + answer);
            }
            return new TreeHash(words.get(1), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)));
        } finally {
            asking.set(null);
        }
    }

    private static void end(@Nullable Process process) {
        Optional.ofNullable(process).ifPresent(one -> {
            one.descendants().forEach(ProcessHandle::destroy);
            one.destroy();
        });
    }
}
