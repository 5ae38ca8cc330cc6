package dev.understudy.reconciler;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What engine 3.230.0 printed for a program of one assignment and one other resource, and values to go with it. */
final class Recorded {
    static final String FRONT = "urn:pulumi:dev::tiny::understudy:index:WeightAssignment::front";
    static final ServiceId SHOP = new ServiceId("shop");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Recorded() {}

    static String text(String name) {
        try (var stream = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(String name) {
        return text(name).lines().toList();
    }

    static WeightsChange change(ServiceId service, int shadowBasisPoints) {
        return change(service, shadowBasisPoints, Provision.AS_DECLARED);
    }

    static WeightsChange change(ServiceId service, int shadowBasisPoints, Provision provision) {
        var shares = new TreeMap<ZoneId, Integer>();
        shares.put(A, Weights.WHOLE - shadowBasisPoints);
        shares.put(B, shadowBasisPoints);
        return new WeightsChange(
                service,
                new Weights(shares),
                Fence.NONE,
                new Author(Author.Kind.PERSON, "tester"),
                Because.of("a test wants it"),
                new TreeMap<>(),
                provision);
    }

    static WeightsRevision revision(ServiceId service, long number, int shadowBasisPoints) {
        return revision(service, number, shadowBasisPoints, Provision.AS_DECLARED);
    }

    static WeightsRevision revision(ServiceId service, long number, int shadowBasisPoints, Provision provision) {
        return new WeightsRevision(number, "0".repeat(64), change(service, shadowBasisPoints, provision), NOON);
    }
}
