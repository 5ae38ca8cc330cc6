package dev.understudy.bench.faults;

import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.ZoneSpec;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The engine's state where a network is between it and the engine: an emulator of S3 in a place of its own. */
final class StateStore {
    static final String PLACE = "zone-s";
    private static final int PORT = 9300;
    private static final String BUCKET = "state";
    private static final Duration READY = Duration.ofSeconds(60);

    private final World world;

    /** @param emulator the program {@code moto_server} */
    StateStore(World world, Path emulator) throws InterruptedException {
        this.world = world;
        world.cloud().putZone(new ZoneSpec(new Zone(new ZoneId(PLACE), 50, 10, 0.1)));
        world.processes()
                .start(
                        "state-store",
                        world.enterCommand(PLACE),
                        List.of(emulator.toString(), "-H", world.address(PLACE), "-p", Integer.toString(PORT)));
        World.await("the state's store", READY, this::makeBucket);
    }

    /** What the engine is told. */
    String backend() {
        return "s3://" + BUCKET + "?endpoint=" + endpoint() + "&disableSSL=true&s3ForcePathStyle=true&region=us-east-1";
    }

    private String endpoint() {
        return "http://" + world.address(PLACE) + ":" + PORT;
    }

    private boolean makeBucket() throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(endpoint() + "/" + BUCKET))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException notYet) {
            return false;
        }
    }
}
