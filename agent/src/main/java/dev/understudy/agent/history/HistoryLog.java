package dev.understudy.agent.history;

import dev.understudy.agent.loop.Repeater;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.Step;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories on disk, one file after another for each service, in {@code history/SERVICE-TIME.jsonl.gz}. Writing never holds
 * up deciding: it happens on a thread of its own, and what a slow or full disk does not take is counted, left out and said
 * in the file. All files together stay below a limit: the oldest go first.
 */
public final class HistoryLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryLog.class);
    private static final int WAITING_MAX = 8_192;
    private static final int FILES_PER_LIMIT = 16;
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(1);

    private final Path directory;
    private final long keepBytes;
    private final ZoneId zone;
    private final String version;
    private final InstantSource clock;
    private final ArrayBlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Map<ServiceId, HistoryFile> files = new HashMap<>();
    private final AtomicLong lost = new AtomicLong();
    private final Repeater writer;
    private boolean failing;

    /** One turn of a controller. */
    private record Entry(ControllerState before, Event event, Step step, long lostBefore) {
        ServiceId service() {
            return before.service().service();
        }
    }

    private HistoryLog(
            Path directory,
            long keepBytes,
            ZoneId zone,
            String version,
            InstantSource clock,
            Consumer<Throwable> onFault) {
        this.directory = directory;
        this.keepBytes = keepBytes;
        this.zone = zone;
        this.version = version;
        this.clock = clock;
        this.writer = Repeater.start("history", this::turn, onFault);
    }

    /**
     * Opens the log, making its directory when it is missing.
     *
     * @param stateDir of the agent; the histories are in a folder of it
     * @param keepBytes of all histories together, at least 64 KiB
     * @param version of the product, for the first line of each file
     */
    public static HistoryLog open(
            Path stateDir,
            long keepBytes,
            ZoneId zone,
            String version,
            InstantSource clock,
            Consumer<Throwable> onFault)
            throws IOException {
        if (keepBytes < 1 << 16) {
            throw new IllegalArgumentException("histories keep " + keepBytes + " bytes; allowed: at least 64 KiB");
        }
        var directory = Files.createDirectories(stateDir.resolve("history"));
        return new HistoryLog(directory, keepBytes, zone, version, clock, onFault);
    }

    /** A controller that does the same as another, and whose turns are kept. */
    public BiFunction<ControllerState, Event, Step> around(BiFunction<ControllerState, Event, Step> controller) {
        return (state, event) -> {
            var step = controller.apply(state, event);
            if (!waiting.offer(new Entry(state, event, step, lost.get()))) {
                lost.incrementAndGet();
            }
            return step;
        };
    }

    /** Turns that were not kept since the start. */
    public long lost() {
        return lost.get();
    }

    private Duration turn() throws InterruptedException {
        var entry = waiting.poll(FLUSH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (entry != null) {
            write(entry);
        }
        files.values().forEach(file -> attempt(() -> file.flush(clock.instant().minus(FLUSH_EVERY))));
        return Duration.ZERO;
    }

    private void write(Entry entry) {
        boolean written = attempt(() -> {
            var file = files.get(entry.service());
            if (file != null && file.bytes() > keepBytes / FILES_PER_LIMIT) {
                file.close(clock.instant());
                files.put(entry.service(), begin(file.goesOn(), entry));
                sweep();
            } else if (file == null) {
                files.put(entry.service(), begin(HistoryFile.Known.NOTHING, entry));
                sweep();
            }
            current(entry).turn(entry.event(), kept(entry.step()), entry.lostBefore());
        });
        if (!written) {
            lost.incrementAndGet();
        }
    }

    private HistoryFile current(Entry entry) {
        return java.util.Objects.requireNonNull(files.get(entry.service()));
    }

    /** Wake-ups and profiles say nothing of what was decided. */
    private static Stream<Effect> kept(Step step) {
        return step.effects().stream()
                .filter(effect -> !(effect instanceof Effect.WakeAt || effect instanceof Effect.PublishProfiles));
    }

    private HistoryFile begin(HistoryFile.Known known, Entry entry) throws IOException {
        var began = new HistoryLine.Began(
                HistoryLine.FORMAT,
                version,
                entry.event().at(),
                zone,
                entry.before().service(),
                known.equals(HistoryFile.Known.NOTHING));
        return HistoryFile.begin(directory, began, known, entry.lostBefore());
    }

    /** The oldest histories go, as long as all together are too large; those that are being written stay. */
    private void sweep() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            var open = files.values().stream().map(HistoryFile::path).toList();
            var old = all.filter(file -> String.valueOf(file.getFileName()).endsWith(HistoryFile.ENDING))
                    .sorted(Comparator.comparing(HistoryLog::age))
                    .toList();
            long sum = 0;
            for (Path file : old) {
                sum += Files.size(file);
            }
            for (Path file : old) {
                if (sum <= keepBytes) {
                    return;
                }
                if (!open.contains(file)) {
                    sum -= Files.size(file);
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static long age(Path file) {
        return file.toFile().lastModified();
    }

    private interface Work {
        void run() throws IOException;
    }

    private boolean attempt(Work work) {
        try {
            work.run();
            failing = false;
            return true;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("histories are not kept in {}: {}", directory, e.toString());
            }
            failing = true;
            return false;
        }
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        writer.close();
        for (var left = waiting.poll(); left != null; left = waiting.poll()) {
            write(left);
        }
        files.values().forEach(file -> attempt(() -> file.close(clock.instant())));
        files.clear();
        attempt(this::sweep);
    }
}
