package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.explain.Because;
import java.util.Map;
import java.util.TreeMap;

/** What of a pause went where, milliseconds. Each part ends where the next begins, so they sum to the pause. */
final class CutOverTimes {
    private final long begun = System.nanoTime();
    private long last = begun;
    private final Map<String, Double> parts =
            new TreeMap<>(Map.of("holdMs", 0.0, "fenceMs", 0.0, "catchUpMs", 0.0, "promoteMs", 0.0, "releaseMs", 0.0));

    /** A part ends here. */
    void mark(String part) {
        long now = System.nanoTime();
        parts.merge(part, (now - last) / 1e6, Double::sum);
        last = now;
    }

    double soFar() {
        return Waiting.millisSince(begun);
    }

    /** From the beginning to the last mark. */
    double pauseMs() {
        return (last - begun) / 1e6;
    }

    /** The pause without the time until clients were held. */
    double tailMs() {
        return pauseMs() - parts.getOrDefault("holdMs", 0.0);
    }

    Because sentence(String beginning) {
        var numbers = new TreeMap<>(parts);
        numbers.put("pauseMs", pauseMs());
        return new Because(
                beginning
                        + "; clients were held {pauseMs} ms: {holdMs} until none was in a transaction, {fenceMs} to fence"
                        + " the old writer, {catchUpMs} until the new one had everything, {promoteMs} to promote it,"
                        + " {releaseMs} to let them go on",
                numbers);
    }
}
