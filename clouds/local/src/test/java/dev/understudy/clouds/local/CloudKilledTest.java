package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.fabric.TestNetworks;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.clouds.local.postgres.KeyedWriter;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole cloud is killed, SIGKILL, while the writer moves: one writer comes back, with all it acknowledged. */
class CloudKilledTest {
    private static final DatabaseSpec SHOP = DatabaseSpec.of("shop", WEB, List.of(A, B), ReplicationMode.SYNC);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration BOUND = Duration.ofSeconds(40);

    /** A move takes 200 to 300 ms here: before it holds clients, while it holds them, about when it is decided. */
    private static final List<Duration> AFTER =
            List.of(Duration.ofMillis(10), Duration.ofMillis(150), Duration.ofMillis(320));

    private static final Inside HERE = new Inside() {
        @Override
        public <T> T call(Callable<T> task) throws IOException {
            try {
                return task.call();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    @Test
    void oneWriterComesBackWithAllThatWasAcknowledged() throws Exception {
        Process daemon = daemon();
        long epoch = 0;
        for (Duration after : AFTER) {
            LocalCloud cloud = furnished();
            ZoneId from = writer(cloud);
            ZoneId to = other(from);
            KeyedWriter client = KeyedWriter.start(HERE, url(cloud, from), "killed_after_" + after.toMillis(), 8, 200);
            client.await(50, BOUND);
            long fence = ++epoch;
            var move = Thread.ofVirtual().start(() -> tryCutOver(cloud, from, to, fence));
            Thread.sleep(after); // the moment is what is tested

            daemon.destroyForcibly().waitFor();
            move.join();
            client.stop();

            daemon = daemon();
            LocalCloud again = furnished();
            ZoneId writer = writer(again);
            assertThat(client.account(HERE, url(again, writer)))
                    .as("killed %s after the move from %s began; the writer is %s", after, from, writer)
                    .isEqualTo(new KeyedWriter.Account(Set.of(), Set.of()));
            try (var next = KeyedWriter.start(HERE, url(again, other(writer)), "after_" + after.toMillis(), 4, 100)) {
                next.await(20, BOUND);
                // one that was the writer when all ended follows the new one only when it is told to
                assertThat(again.rejoin("shop", other(writer), ++epoch)).isInstanceOf(TaskEnd.Done.class);
                assertThat(again.cutOver("shop", writer, other(writer), false, PAUSE_MAX, ++epoch))
                        .isInstanceOf(TaskEnd.Done.class);
                next.await(20, BOUND);
                next.stop();
                assertThat(next.account(HERE, url(again, other(writer))))
                        .isEqualTo(new KeyedWriter.Account(Set.of(), Set.of()));
            }
        }
    }

    private static void tryCutOver(LocalCloud cloud, ZoneId from, ZoneId to, long fence) {
        try {
            var _ = cloud.cutOver("shop", from, to, false, PAUSE_MAX, fence);
        } catch (LocalCloudException _) {
            // its cloud was killed
        }
    }

    private static ZoneId writer(LocalCloud cloud) {
        return cloud.database("shop").writer();
    }

    private static ZoneId other(ZoneId zone) {
        return zone.equals(A) ? B : A;
    }

    private static String url(LocalCloud cloud, ZoneId zone) {
        return cloud.database("shop").jdbcUrl(zone, "app", "app");
    }

    private LocalCloud furnished() {
        LocalCloud cloud = LocalCloudClient.connect(directory.resolve("cloud.sock"));
        cloud.putZone(new ZoneSpec(new Zone(A, 0, 0, 1)));
        cloud.putZone(new ZoneSpec(new Zone(B, 0, 0, 1)));
        cloud.putDatabase(SHOP);
        return cloud;
    }

    private Process daemon() throws IOException {
        var command = new ArrayList<>(Jvm.small("128m"));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LocalCloudMain.class.getName(),
                "--dir",
                directory.toString(),
                "--fabric",
                "loopback",
                "--network",
                Integer.toString(TestNetworks.next())));
        Process daemon = new ProcessBuilder(command)
                .redirectError(directory.resolve("daemon.err").toFile())
                .start();
        started.add(daemon);
        assertThat(daemon.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("ready ");
        return daemon;
    }
}
