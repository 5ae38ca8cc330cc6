package dev.understudy.agent.store;

import dev.understudy.core.scorecard.Scorecard;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.json.CoreJson;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scorecards on disk, one small file for each service, written anew and put in place in one step. A file that cannot be
 * read is set aside and the grades begin again: they are worth keeping, and no reason not to start.
 */
public final class ScorecardStore {
    private static final Logger LOG = LoggerFactory.getLogger(ScorecardStore.class);
    private static final long BYTES_MAX = 16L << 20;

    private final Path directory;
    private boolean failing;

    private ScorecardStore(Path directory) {
        this.directory = directory;
    }

    /** Opens the store, making its directory when it is missing. */
    public static ScorecardStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new ScorecardStore(directory);
    }

    /** What was kept of a service; an empty scorecard where nothing was. */
    public Scorecard read(ServiceId service) {
        Path file = file(service);
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IllegalArgumentException("it has more than " + BYTES_MAX + " bytes");
            }
            return CoreJson.read(Files.readString(file), Scorecard.class);
        } catch (NoSuchFileException _) {
            return Scorecard.EMPTY;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("scorecard {} cannot be read and begins again: {}", file, e.getMessage());
            setAside(file);
            return Scorecard.EMPTY;
        }
    }

    private static void setAside(Path file) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("scorecard {} cannot be set aside: {}", file, e.getMessage());
        }
    }

    /** Keeps a scorecard. A full disk is told once, and tried again the next time. */
    public synchronized void write(ServiceId service, Scorecard card) {
        Path file = file(service);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            // Unlike a channel, no interrupt tears what is written.
            try (var out = new FileOutputStream(next.toFile())) {
                out.write(CoreJson.write(card).getBytes(StandardCharsets.UTF_8));
                out.getFD().sync();
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("scorecard {} is not kept: {}", file, e.toString());
            }
            failing = true;
        }
    }

    private Path file(ServiceId service) {
        return directory.resolve("scorecard-" + service + ".json");
    }
}
