package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many writers at once, in threads and in processes, some of which die at any point. */
@Timeout(120)
class FileLedgerRaceTest {
    private final Map<Long, BufferedReader> readers = new HashMap<>();

    @TempDir
    Path home;

    private FileLedger open() {
        return FileLedger.open(home.resolve("dev.ledger"), Optional.of(STACK), InstantSource.system());
    }

    @SeededTest(tries = 5)
    void threadsNeverShareAHead(Chance chance) throws Exception {
        Path file = home.resolve("seed-" + chance.seed() + ".ledger");
        var shared = FileLedger.open(file, Optional.of(STACK), InstantSource.system());
        var works = new ArrayList<Callable<List<String>>>();
        for (int writer = 0; writer < 6; writer++) {
            var own = chance.fork();
            boolean alone = writer % 2 == 0;
            works.add(() -> {
                var ledger = alone ? FileLedger.open(file, Optional.of(STACK), InstantSource.system()) : shared;
                var said = new ArrayList<String>();
                for (int attempt = 0; attempt < 12; attempt++) {
                    said.add(WriterMain.race(ledger, own));
                }
                return said;
            });
        }
        var said = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(works)) {
                said.addAll(done.get());
            }
        }
        holds(FileLedger.open(file, Optional.of(STACK), InstantSource.system()), said, true);
    }

    @Test
    void processesNeverShareAHead() throws Exception {
        var writers = new ArrayList<Process>();
        for (int seed = 1; seed <= 3; seed++) {
            writers.add(writer(seed, 40, 0));
        }
        var said = new ArrayList<String>();
        try {
            for (var writer : writers) {
                said.addAll(lines(writer, Integer.MAX_VALUE));
                assertThat(writer.waitFor()).isZero();
            }
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
        assertThat(said).contains("lost");
        holds(open(), said, true);
    }

    @Test
    void whatWasAcknowledgedSurvivesWritersThatDie() throws Exception {
        var chance = new Chance(4711);
        var said = new ArrayList<String>();
        for (int round = 0; round < 6; round++) {
            boolean killed = round % 2 == 0;
            var writer = writer(1_000 + round, 10_000, killed ? 0 : 0.05);
            try {
                said.addAll(lines(writer, killed ? chance.between(1, 60) : Integer.MAX_VALUE));
                if (killed) {
                    // by its handle: the process's own method would close the pipe that still holds lines
                    writer.toHandle().destroyForcibly();
                    said.addAll(lines(writer, Integer.MAX_VALUE));
                }
                assertThat(writer.waitFor()).isNotZero();
            } finally {
                writer.destroyForcibly();
            }
            holds(open(), said, false);
        }
        assertThat(said.size()).isGreaterThan(30);
    }

    /** The chain is whole, numbers are dense, each head had one heir, and all that was acknowledged is there. */
    private static void holds(FileLedger ledger, List<String> said, boolean nobodyDied) {
        var recorded = new ArrayList<String>();
        var heads = new HashMap<String, Long>();
        long after = 0;
        for (var page = ledger.read(after, 1_000); !page.isEmpty(); page = ledger.read(after, 1_000)) {
            for (var record : page) {
                after = record.sequence();
                if (record instanceof LedgerRecord.Revised revised) {
                    var service = revised.revision().change().service().value();
                    long number = revised.revision().number();
                    recorded.add("won " + service + " " + heads.getOrDefault(service, 0L) + " " + number);
                    heads.put(service, number);
                }
            }
        }
        var won = said.stream().filter(line -> line.startsWith("won")).toList();
        assertThat(won).doesNotHaveDuplicates();
        assertThat(recorded).containsAll(won);
        if (nobodyDied) {
            assertThat(won).containsExactlyInAnyOrderElementsOf(recorded);
        }
        assertThat(recorded.stream().map(line -> Long.valueOf(line.substring(line.lastIndexOf(' ') + 1))))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, recorded.size()).boxed().toList());
    }

    private Process writer(long seed, int attempts, double deadly) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterMain.class.getName(),
                        home.resolve("dev.ledger").toString(),
                        Long.toString(seed),
                        Integer.toString(attempts),
                        Double.toString(deadly))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<String> lines(Process writer, int most) {
        var lines = new ArrayList<String>();
        try {
            var reader = readers.computeIfAbsent(
                    writer.pid(),
                    _ -> new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8)));
            while (lines.size() < most) {
                String line = reader.readLine();
                if (line == null) {
                    return lines;
                }
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
