package dev.understudy.ledger;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Values that the tests of this room share. */
final class Samples {
    static final StackId STACK = new StackId("shop-project", "dev");
    static final ServiceId SHOP = new ServiceId("shop");
    static final ServiceId CART = new ServiceId("cart");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");

    private Samples() {}

    static WeightsChange byPerson(ServiceId service, int shareOfB) {
        return change(service, shareOfB, Fence.NONE, new Author(Author.Kind.PERSON, "ada"));
    }

    static WeightsChange byAgent(ServiceId service, int shareOfB, long epoch, String zone) {
        return change(service, shareOfB, new Fence(epoch), new Author(Author.Kind.AGENT, zone));
    }

    static WeightsChange change(ServiceId service, int shareOfB, Fence fence, Author author) {
        return new WeightsChange(
                service,
                new Weights(new TreeMap<>(Map.of(A, Weights.WHOLE - shareOfB, B, shareOfB))),
                fence,
                author,
                new Because("p99 is {p99Ms} ms – slow", Map.of("p99Ms", 250.0)),
                new TreeMap<>(Map.of("p99Ms", 250.0)));
    }

    /** A clock that stands until it is moved. */
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
