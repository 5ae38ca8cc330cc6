package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.understudy.agent.Samples;
import dev.understudy.agent.config.HostPort;
import dev.understudy.core.measure.ServiceLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadReaderTest {
    private static final String HOST = "127.77.6.1";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<ServiceLoad> told = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(server -> server.stop(0));
        client.shutdownNow();
    }

    @Test
    void addsUpTheInstancesThatAnswer() throws IOException {
        var reader = reader(
                instance(200, load(10.5, 100)),
                instance(200, load(4.5, 50)),
                instance(503, "busy"),
                instance(200, "{\"requestsPerSecond\":-1}"),
                new HostPort(HOST, 1));

        var pause = reader.turn();

        assertThat(told).containsExactly(new ServiceLoad(Samples.SHOP, Samples.A, Samples.START, 2, 15, 150, 2, 18));
        assertThat(pause).isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
    }

    @Test
    void saysThatNothingRunsWhereEverySlotIsEmpty() {
        reader(new HostPort(HOST, 1), new HostPort(HOST, 2)).turn();

        assertThat(told).containsExactly(new ServiceLoad(Samples.SHOP, Samples.A, Samples.START, 0, 0, 0, 0, 0));
    }

    @Test
    void saysNothingWhereSomebodyIsThereAndGivesNoAnswer() throws IOException {
        reader(new HostPort(HOST, 1), instance(503, "busy")).turn();

        assertThat(told).isEmpty();
    }

    private LoadReader reader(HostPort... endpoints) {
        return new LoadReader(
                Samples.SHOP,
                Samples.A,
                List.of(endpoints),
                client,
                told::add,
                InstantSource.fixed(Samples.START),
                new Random(7));
    }

    private static String load(double requestsPerSecond, double capacityPerSecond) {
        return "{\"requestsPerSecond\":" + requestsPerSecond + ",\"capacityPerSecond\":" + capacityPerSecond
                + ",\"mutationPerSecond\":1,\"servedTotal\":9,\"instances\":1}";
    }

    private HostPort instance(int status, String body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0), 16);
        server.createContext("/load", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
        servers.add(server);
        return new HostPort(HOST, server.getAddress().getPort());
    }
}
