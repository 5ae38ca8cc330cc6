package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service with a volume moves away and home while files are written: none fails, and none is lost. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
final class VolumeMigrationTest {
    private static final String AWAY = "zone-b";
    private static final int ROLLED_BACK = 4;
    private static final int ATTEMPTS_MAX = 4;

    @TempDir
    private Path folder;

    private MovingStack stack;

    @Test
    void aServiceMovesWithItsVolumeAndHomeAndEveryAcknowledgedFileIsThere() throws IOException, InterruptedException {
        Path calendar = Files.writeString(
                folder.resolve("house.ics"),
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.com//house//EN\r\nEND:VCALENDAR\r\n");
        try (var raised =
                MovingStack.raise("{mode: full}", calendar, "\n  local-pair:volume: {enabled: true, syncSeconds: 2}")) {
            stack = raised;
            stack.awaitSizes(2, 2);
            var writer = new Writer(stack.outputs().path("url").asString());
            try (writer) {
                moves(AWAY);
                assertThat(writer.missing(tree(AWAY), writer.acknowledged())).isEmpty();
                moves(MovingStack.HOME);
            }
            assertThat(writer.failed()).isEmpty();
            var acknowledged = writer.acknowledged();
            assertThat(acknowledged).hasSizeGreaterThan(50);
            assertThat(writer.missing(tree(MovingStack.HOME), acknowledged)).isEmpty();
            assertThat(stack.destroy()).isZero();
        }
    }

    private Path tree(String zone) {
        return Path.of(stack.volume().member(new ZoneId(zone)).tree());
    }

    /** On a busy machine late probes, or a pause that would be too long, may undo a move. */
    private void moves(String to) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var ended = stack.shifting("migrate", "shop", "--to", to, "--reason", "works")
                    .end();
            if (ended.code() == 0) {
                assertThat(ended.out()).contains("the data of " + to + " catches up, async replication");
                assertShown(ended.lastError());
                assertThat(stack.volume().writer()).isEqualTo(new ZoneId(to));
                Stage.await(
                        "the stack to know its writer",
                        () -> stack.outputs().path("writerZone").asString().equals(to));
                return;
            }
            assertThat(ended.code()).as(ended.err()).isEqualTo(ROLLED_BACK);
            assertThat(attempt).as(ended.err()).isLessThan(ATTEMPTS_MAX);
        }
    }

    /** @param done what the command said last: how the migration can be shown */
    private void assertShown(String done) throws IOException, InterruptedException {
        String migration = done.replaceFirst(".*migrations show ", "");
        assertThat(stack.asked("migrations", "show", migration))
                .contains("the writer of the volume moved", "users were stopped for", "the same hash")
                .doesNotContain("PostgreSQL", "database");
        assertThat(stack.asked("profile", "show")).doesNotContain("PostgreSQL", "database");
    }

    /** A user who writes one file after the other and remembers what was acknowledged, and the first that was not. */
    private static final class Writer implements AutoCloseable {
        private static final int PAUSE_MILLIS = 30;

        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String url;
        private final Map<String, String> written = new ConcurrentHashMap<>();
        private final Thread thread =
                Thread.ofPlatform().daemon().name("writer").unstarted(this::write);
        private volatile boolean closing;
        private volatile Optional<String> failed = Optional.empty();

        Writer(String url) {
            this.url = url;
            thread.start();
        }

        private void write() {
            for (int number = 0; !closing && failed.isEmpty(); number++) {
                String name = "file-" + number;
                var request = HttpRequest.newBuilder(URI.create(url).resolve("/files/" + name))
                        .timeout(Duration.ofSeconds(30))
                        .PUT(HttpRequest.BodyPublishers.ofString("content of " + name))
                        .build();
                try {
                    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() / 100 == 2) {
                        written.put(name, "content of " + name);
                    } else {
                        failed = Optional.of(name + ": status " + answer.statusCode() + ": " + answer.body());
                    }
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                } catch (IOException fault) {
                    failed = Optional.of(name + ": " + fault);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }

        Optional<String> failed() {
            return failed;
        }

        Map<String, String> acknowledged() {
            return Map.copyOf(written);
        }

        /** Of these files, those that a tree does not have, or has otherwise. */
        Map<String, String> missing(Path tree, Map<String, String> wanted) throws IOException {
            var missing = new TreeMap<String, String>();
            for (var file : wanted.entrySet()) {
                Path path = tree.resolve(file.getKey());
                if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                    missing.put(file.getKey(), file.getValue());
                }
            }
            return missing;
        }

        @Override
        public void close() {
            closing = true;
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            client.close();
        }
    }
}
