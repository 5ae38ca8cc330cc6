package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.C;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.postgres.KeyedWriter;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A replicated PostgreSQL with its writer in one of three zones, 20 ms apart where the fabric can slow the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private TestCloud cloud;
    private DatabaseInfo database;

    @BeforeAll
    void make(@TempDir Path directory) throws IOException {
        cloud = TestCloud.of(Fabrics.Wish.AUTO, directory);
        cloud.zones(A, B, C);
        if (cloud.fabric().kind() == LocalCloudStatus.Fabric.TUN) {
            for (var from : List.of(A, B, C)) {
                for (var to : List.of(A, B, C)) {
                    if (!from.equals(to)) {
                        cloud.daemon.link(new LinkSpec(from.value(), to.value(), 10, 0, 0, false));
                    }
                }
            }
        }
        database = cloud.daemon.putDatabase(DatabaseSpec.of("shop", WEB, List.of(A, B, C), ReplicationMode.SYNC));
    }

    @AfterAll
    void end() {
        cloud.close();
    }

    @Test
    void clientsSeeAPauseAndNoErrorWhenTheWriterMovesThereAndBack() throws Exception {
        try (var writer = KeyedWriter.start(cloud.inside(B), database.jdbcUrl(B, "app", "app"), "orders", 16, 200)) {
            writer.await(100, BOUND);

            TaskEnd there = cloud.daemon.cutOver("shop", A, B, false, PAUSE_MAX, 1);
            writer.await(100, BOUND);
            TaskEnd back = cloud.daemon.cutOver("shop", B, A, false, PAUSE_MAX, 2);
            writer.await(100, BOUND);
            writer.stop();

            assertThat(there).isInstanceOf(TaskEnd.Done.class);
            assertThat(back).isInstanceOf(TaskEnd.Done.class);
            assertThat(writer.faults()).isEmpty();
            assertThat(writer.account(cloud.inside(C), database.jdbcUrl(C, "app", "app")))
                    .isEqualTo(new KeyedWriter.Account(Set.of(), Set.of()));
            assertThat(writer.longestPause()).isLessThan(PAUSE_MAX);
        }
    }
}
