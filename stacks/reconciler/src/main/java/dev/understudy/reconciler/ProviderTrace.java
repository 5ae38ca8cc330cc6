package dev.understudy.reconciler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the provider did in one update, by its own account.
 *
 * @param calls in order of their start
 */
record ProviderTrace(List<Call> calls) {
    static final ProviderTrace NONE = new ProviderTrace(List.of());

    ProviderTrace {
        calls = calls.stream().sorted(Comparator.comparing(Call::startedAt)).toList();
    }

    /**
     * One call of the engine.
     *
     * @param rpc its name, as Check or Update
     * @param urn the resource; empty where the call concerns none
     * @param balancer of the time it took, what the balancer took
     */
    record Call(String rpc, String urn, Instant startedAt, Duration took, Duration balancer) {
        Instant endedAt() {
            return startedAt.plus(took);
        }
    }

    /** Reads lines of the trace file; what is no call is passed over. */
    static ProviderTrace of(List<String> lines) {
        var calls = new ArrayList<Call>();
        for (String line : lines) {
            JsonNode call = Json.parse(line);
            if (call.path("rpc").isString() && call.path("startedAt").isString()) {
                calls.add(new Call(
                        call.path("rpc").asString(),
                        call.path("urn").asString(""),
                        Instant.parse(call.path("startedAt").asString()),
                        millis(call.path("millis")),
                        millis(call.path("balancerMillis"))));
            }
        }
        return new ProviderTrace(calls);
    }

    private static Duration millis(JsonNode number) {
        return Duration.ofNanos((long) (number.asDouble(0) * 1e6));
    }

    /** Calls that began at or after an instant. */
    ProviderTrace since(Instant from) {
        return new ProviderTrace(
                calls.stream().filter(call -> !call.startedAt().isBefore(from)).toList());
    }

    /** When the last of these resources was written to the balancer and read back; empty when none was. */
    Optional<Instant> appliedAt(java.util.Set<String> urns) {
        return calls.stream()
                .filter(call -> call.rpc().equalsIgnoreCase("Update") && urns.contains(call.urn()))
                .map(Call::endedAt)
                .max(Comparator.naturalOrder());
    }

    /** Time between two instants in which at least one call ran; calls that overlap count once. */
    Duration busy(Instant from, Instant until) {
        var busy = Duration.ZERO;
        Instant reached = from;
        for (Call call : calls) {
            Instant start = later(call.startedAt(), reached);
            Instant end = call.endedAt().isBefore(until) ? call.endedAt() : until;
            if (end.isAfter(start)) {
                busy = busy.plus(Duration.between(start, end));
                reached = end;
            }
        }
        return busy;
    }

    /** Time the balancer took in all calls that ended by an instant. */
    Duration balancer(Instant until) {
        return calls.stream()
                .filter(call -> !call.endedAt().isAfter(until))
                .map(Call::balancer)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
