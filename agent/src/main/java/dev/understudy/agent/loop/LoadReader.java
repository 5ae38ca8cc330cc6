package dev.understudy.agent.loop;

import dev.understudy.agent.config.HostPort;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    /** What a slot says when it is asked. */
    private sealed interface Slot {
        record Running(Instance instance) implements Slot {}

        /** Nothing runs in it. */
        record Empty() implements Slot {}

        record Unknown() implements Slot {}
    }

    private record Instance(
            double requestsPerSecond, double capacityPerSecond, double mutationPerSecond, long served) {}

    /**
     * @param endpoints the instances
     * @param sink hears the sum, when at least one instance answered or nothing runs in any slot
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
        var instances = new ArrayList<Instance>();
        int empty = 0;
        for (var answer : answers) {
            switch (answer.join()) {
                case Slot.Running(var instance) -> instances.add(instance);
                case Slot.Empty _ -> empty++;
                case Slot.Unknown _ -> {}
            }
        }
        if (!instances.isEmpty() || empty == answers.size()) {
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

    private CompletableFuture<Slot> ask(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), 4096))
                .orTimeout(2 * ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null ? slot(request.uri(), response) : slot(failure));
    }

    /** Whoever is refused in the zone itself has found nothing there; anything else may be a moment's trouble. */
    private static Slot slot(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ConnectException ? new Slot.Empty() : new Slot.Unknown();
    }

    private static Slot slot(URI uri, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return new Slot.Unknown();
        }
        try {
            var load = CoreJson.mapper().readTree(response.body());
            return new Slot.Running(new Instance(
                    number(load, "requestsPerSecond"),
                    number(load, "capacityPerSecond"),
                    number(load, "mutationPerSecond"),
                    (long) number(load, "servedTotal")));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.debug("{} answered with no load: {}", uri, e.getMessage());
            return new Slot.Unknown();
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
