package dev.understudy.agent.store;

import dev.understudy.agent.loop.Repeater;
import dev.understudy.ledger.json.CoreJson;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions on disk, one JSON object a line, in {@code decisions.jsonl} and the older {@code decisions.1.jsonl} and so
 * on. Writing never holds up deciding: it happens on a thread of its own, and what a full disk does not take is counted
 * and left out.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int WAITING_MAX = 256;

    private final Path directory;
    private final long fileMaxBytes;
    private final int filesMax;
    private final ArrayBlockingQueue<DecisionRecord> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong lost = new AtomicLong();
    private final Repeater writer;
    private boolean failing;

    private AuditLog(Path directory, long fileMaxBytes, int filesMax, Consumer<Throwable> onFault) {
        this.directory = directory;
        this.fileMaxBytes = fileMaxBytes;
        this.filesMax = filesMax;
        this.writer = Repeater.start(
                "audit",
                () -> {
                    write(waiting.take());
                    return Duration.ZERO;
                },
                onFault);
    }

    /**
     * Opens the log, making its directory when it is missing.
     *
     * @param fileMaxBytes size at which a new file is begun, at least 1
     * @param filesMax files kept, at least 1
     */
    public static AuditLog open(Path directory, long fileMaxBytes, int filesMax, Consumer<Throwable> onFault)
            throws IOException {
        if (fileMaxBytes < 1 || filesMax < 1) {
            throw new IllegalArgumentException("the audit log has " + filesMax + " files of " + fileMaxBytes
                    + " bytes; allowed: at least 1 of each");
        }
        Files.createDirectories(directory);
        return new AuditLog(directory, fileMaxBytes, filesMax, onFault);
    }

    /** Keeps a decision. Never blocks. */
    public void add(DecisionRecord decided) {
        if (!waiting.offer(decided)) {
            lost.incrementAndGet();
        }
    }

    /** Decisions that were not written since the start. */
    public long lost() {
        return lost.get();
    }

    private void write(DecisionRecord decided) {
        byte[] line = (CoreJson.mapper().writeValueAsString(decided) + "\n").getBytes(StandardCharsets.UTF_8);
        Path current = file(0);
        try {
            if (Files.exists(current) && Files.size(current) + line.length > fileMaxBytes) {
                rotate();
            }
            try (var out =
                    new FileOutputStream(current.toFile(), true)) { // unlike a channel, no interrupt tears a line
                out.write(line);
            }
            failing = false;
        } catch (IOException e) {
            lost.incrementAndGet();
            if (!failing) {
                LOG.warn("decisions are not kept in {}: {}", directory, e.toString());
            }
            failing = true;
        }
    }

    private void rotate() throws IOException {
        for (int age = filesMax - 1; age > 0; age--) {
            if (Files.exists(file(age - 1))) {
                Files.move(file(age - 1), file(age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(file(0)); // only there still when one file is all that is kept
    }

    private Path file(int age) {
        return directory.resolve(age == 0 ? "decisions.jsonl" : "decisions." + age + ".jsonl");
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        writer.close();
        for (var left = waiting.poll(); left != null; left = waiting.poll()) {
            write(left);
        }
    }
}
