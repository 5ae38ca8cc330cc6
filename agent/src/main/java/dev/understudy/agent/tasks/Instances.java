package dev.understudy.agent.tasks;

import dev.understudy.agent.config.HostPort;
import dev.understudy.core.zone.ZoneId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The instances of one service, asked over the network. A slot with nothing in it does not answer. */
public final class Instances {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final int BODY_MAX_BYTES = 4_096;

    private final SortedMap<ZoneId, List<HostPort>> endpoints;
    private final HttpClient client;

    public Instances(SortedMap<ZoneId, List<HostPort>> endpoints, HttpClient client) {
        this.endpoints = endpoints;
        this.client = client;
    }

    /** Every slot of a zone. */
    List<HostPort> of(ZoneId zone) {
        return endpoints.getOrDefault(zone, List.of());
    }

    /** Asks one of them; empty when no answer came in time. */
    CompletableFuture<Optional<HttpResponse<String>>> get(HostPort instance, String path) {
        return get(instance, path, ANSWER_MAX);
    }

    /** As {@link #get(HostPort, String)}, for what takes longer. */
    CompletableFuture<Optional<HttpResponse<String>>> get(HostPort instance, String path, Duration answerMax) {
        var request = HttpRequest.newBuilder(URI.create("http://" + instance + path))
                .timeout(answerMax)
                .build();
        return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), BODY_MAX_BYTES))
                .orTimeout(2 * answerMax.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null ? Optional.of(response) : Optional.empty());
    }

    /** Those of a zone that say they are ready. */
    List<HostPort> ready(ZoneId zone) {
        var asked = of(zone).stream()
                .map(instance -> get(instance, "/healthz")
                        .thenApply(answer -> answer.filter(response -> response.statusCode() == 200)
                                .map(_ -> instance)))
                .toList();
        return asked.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }
}
