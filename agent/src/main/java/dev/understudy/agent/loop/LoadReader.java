package dev.understudy.agent.loop;

import dev.understudy.agent.config.HostPort;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks the instances of one service in this agent's own zone how busy they are, and adds it up. */
public final class LoadReader {
    private static final Logger LOG = LoggerFactory.getLogger(LoadReader.class);
    private static final Duration ANSWER_MAX = Duration.ofMillis(800);

    private final ServiceId service;
    private final ZoneId zone;
    private final List<HttpRequest> requests;
    private final HttpClient client;
    private final Consumer<ServiceLoad> sink;
    private final InstantSource clock;
    private final RandomGenerator chance;

    private record Instance(
            double requestsPerSecond, double capacityPerSecond, double mutationPerSecond, long served) {}

    /**
     * @param endpoints the instances
     * @param sink hears the sum, when at least one instance answered
     */
    public LoadReader(
            ServiceId service,
            ZoneId zone,
            List<HostPort> endpoints,
            HttpClient client,
            Consumer<ServiceLoad> sink,
            InstantSource clock,
            RandomGenerator chance) {
        this.service = service;
        this.zone = zone;
        this.requests = endpoints.stream()
                .map(endpoint -> HttpRequest.newBuilder(URI.create("http://" + endpoint + "/load"))
                        .timeout(ANSWER_MAX)
                        .build())
                .toList();
        this.client = client;
        this.sink = sink;
        this.clock = clock;
        this.chance = chance;
    }

    /** Asks all instances at once, tells the sum, and says how long to wait before asking again. */
    public Duration turn() {
        var answers = requests.stream().map(this::ask).toList();
        var instances = answers.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
        if (!instances.isEmpty()) {
            sink.accept(new ServiceLoad(
                    service,
                    zone,
                    clock.instant(),
                    instances.size(),
                    instances.stream().mapToDouble(Instance::requestsPerSecond).sum(),
                    instances.stream().mapToDouble(Instance::capacityPerSecond).sum(),
                    instances.stream().mapToDouble(Instance::mutationPerSecond).sum(),
                    instances.stream().mapToLong(Instance::served).sum()));
        }
        return Backoff.jittered(Duration.ofSeconds(1), chance);
    }

    private CompletableFuture<Optional<Instance>> ask(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), 4096))
                .orTimeout(2 * ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null ? instance(request.uri(), response) : Optional.empty());
    }

    private static Optional<Instance> instance(URI uri, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        try {
            var load = CoreJson.mapper().readTree(response.body());
            return Optional.of(new Instance(
                    number(load, "requestsPerSecond"),
                    number(load, "capacityPerSecond"),
                    number(load, "mutationPerSecond"),
                    (long) number(load, "servedTotal")));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.debug("{} answered with no load: {}", uri, e.getMessage());
            return Optional.empty();
        }
    }

    private static double number(JsonNode load, String field) {
        var there = load.get(field);
        if (there == null
                || !there.isNumber()
                || !(there.doubleValue() >= 0)
                || Double.isInfinite(there.doubleValue())) {
            throw new IllegalArgumentException(field + " is " + there + "; allowed: 0 or more");
        }
        return there.doubleValue();
    }
}
