package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestCloud.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with its database, behind the balancer, while the writer is where it is and while it moves. */
class OrdersTest {
    @TempDir
    static Path directory;

    private static TestCloud cloud;
    private static String url = "";

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Path.of("/usr/lib/postgresql")).as("PostgreSQL is installed").exists();
        cloud = TestCloud.of(Fabrics.Wish.LOOPBACK, directory);
        cloud.zones(A, B);
        cloud.daemon.putDatabase(DatabaseSpec.of("web", WEB, List.of(A, B), ReplicationMode.SYNC));
        for (var zone : List.of(A, B)) {
            cloud.daemon.putGroup(new GroupSpec("web-" + zone, WEB, zone, 1, 2, 1_000, 0, Optional.of("web")));
        }
        url = "http://" + cloud.balancer(weights(5_000, 5_000)).frontend();
    }

    @AfterAll
    static void end() {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder order(String key, String body) {
        return HttpRequest.newBuilder(URI.create(url + "/orders"))
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    @Test
    void theSameOrderGivenAgainIsTheFirstOneAndWritesNothing() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var first = send(client, order("a-1", "three apples"));
            assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
            String counted = send(client, get("/orders/count")).body();

            for (int again = 0; again < 4; again++) {
                var repeated = send(client, order("a-1", "something else"));
                assertThat(repeated.statusCode()).isEqualTo(200);
                assertThat(repeated.body()).isEqualTo(first.body());
            }
            assertThat(send(client, get("/orders/a-1")).body()).isEqualTo("three apples");
            assertThat(send(client, get("/orders/count")).body()).isEqualTo(counted);
            var replicated = send(client, order("a-2", "two pears").header("Durability", "replicated"));
            assertThat(replicated.statusCode()).isEqualTo(201);
            assertThat(send(client, get("/orders/none")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatIsNoOrderIsRefusedInASentence() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var keyless = send(client, get("/orders").POST(HttpRequest.BodyPublishers.ofString("x")));
            assertThat(keyless.statusCode()).isEqualTo(400);
            assertThat(keyless.body()).contains("Idempotency-Key is null; allowed");
            assertThat(send(client, order("b-1", "x".repeat(70_000))).statusCode())
                    .isEqualTo(413);
            assertThat(send(client, get("/orders")).statusCode()).isEqualTo(404);
            assertThat(send(client, get("/warm")).statusCode())
                    .as("not for clients")
                    .isEqualTo(404);
        }
    }

    @Test
    void clientsSeeAPauseAndNoErrorWhenTheWriterMovesThereAndBack() throws Exception {
        var stop = new AtomicBoolean();
        var failed = new ArrayList<String>();
        var written = new ArrayList<String>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int each = 0; each < 4; each++) {
                int client = each;
                clients.execute(() -> write(client, stop, written, failed));
            }
            move(A.value(), 1);
            move(B.value(), 2);
            stop.set(true);
        }

        assertThat(failed).isEmpty();
        assertThat(written).hasSizeGreaterThan(50);
        try (var client = HttpClient.newHttpClient()) {
            for (String key : written) {
                assertThat(send(client, get("/orders/" + key)).statusCode())
                        .as(key)
                        .isEqualTo(200);
            }
            var load = send(client, get("/load"));
            assertThat(load.body()).contains("mutationPerSecond");
        }
    }

    private static void write(int client, AtomicBoolean stop, List<String> written, List<String> failed) {
        try (var http = HttpClient.newHttpClient()) {
            for (int number = 0; !stop.get(); number++) {
                String key = "w" + client + "-" + number;
                var answer = send(http, order(key, "something"));
                synchronized (written) {
                    // 200: the balancer has tried again what took long, and found it done
                    if (answer.statusCode() / 100 == 2) {
                        written.add(key);
                    } else {
                        failed.add(key + ": " + answer.statusCode() + " " + answer.body());
                    }
                }
                Thread.sleep(5);
            }
        } catch (Exception e) {
            synchronized (written) {
                failed.add(e.toString());
            }
        }
    }

    private static void move(String from, long epoch) throws InterruptedException {
        var zone = from.equals(A.value()) ? A : B;
        var other = from.equals(A.value()) ? B : A;
        Thread.sleep(300);
        assertThat(cloud.daemon.connect("web", other, epoch)).isInstanceOf(TaskEnd.Done.class);
        assertThat(cloud.daemon.cutOver("web", zone, other, false, Duration.ofSeconds(5), epoch))
                .isInstanceOf(TaskEnd.Done.class);
        assertThat(cloud.daemon.rejoin("web", zone, epoch)).isInstanceOf(TaskEnd.Done.class);
        Thread.sleep(300);
    }

    @Test
    void anInstanceWarmsItsConnectionsWhenAskedInItsZone() throws Exception {
        String endpoint = cloud.daemon.status().groups().getFirst().endpoints().getFirst();
        try (var client = HttpClient.newHttpClient()) {
            var warm = send(client, HttpRequest.newBuilder(URI.create("http://" + endpoint + "/warm")));
            assertThat(warm.statusCode()).as(warm.body()).isEqualTo(200);
        }
    }
}
