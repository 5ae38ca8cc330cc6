package dev.understudy.bench.migrate;

import dev.understudy.bench.product.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of the report.
 *
 * @param mode how writes are replicated; {@code patroni} for the peer
 * @param kind {@code planned}, {@code database-alone} or {@code primary-killed}
 * @param migrations how many
 * @param undone how many more were refused or went back
 * @param requests of the client
 * @param failed requests that were answered with an error, or not at all
 * @param ackedWrites writes the client was told of
 * @param lost of these, how many the database does not have
 * @param lostMs how long before the writer died the first of these was acknowledged, milliseconds
 * @param duplicated keys that were applied more than once
 * @param pauseMsP50 longest time without an acknowledged write around a migration, median
 * @param pauseMsP99 the same, 99th percentile
 */
record Run(
        String mode,
        String kind,
        int migrations,
        int undone,
        long requests,
        long failed,
        long ackedWrites,
        long lost,
        double lostMs,
        long duplicated,
        double pauseMsP50,
        double pauseMsP99) {
    static final String KILLED = "primary-killed";

    private static final JsonMapper JSON = new JsonMapper();

    static Run of(String mode, String kind, Outcome outcome) {
        return of(mode, kind, outcome, 0);
    }

    static Run of(String mode, String kind, Outcome outcome, double lostMs) {
        return new Run(
                mode,
                kind,
                outcome.pausesMillis().size(),
                outcome.undone(),
                outcome.log().requests(),
                outcome.log().failed(),
                outcome.finding().acked(),
                outcome.finding().lost(),
                lostMs,
                outcome.finding().duplicated() + outcome.finding().strange(),
                Math.round(outcome.pauseMillis(50)),
                Math.round(outcome.pauseMillis(99)));
    }

    /** Whether nothing is lost or applied twice that must not be, and where it was planned nobody has seen an error. */
    boolean holds() {
        boolean killed = kind.equals(KILLED);
        boolean nothingLost = lost == 0 || (killed && !mode.equals("sync") && lostMs <= House.LOSS_MAX_MILLIS);
        return migrations > 0 && nothingLost && duplicated == 0 && (killed || failed == 0);
    }

    void write(Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Run read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Run.class);
    }
}
