package dev.understudy.provider.resources;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Weights as a program writes them, numbers of any size by zone, and as shares. */
public final class Shares {
    private static final int NEAR_BASIS_POINTS = 100;

    private Shares() {}

    /**
     * The shares that numbers stand for.
     *
     * @param field the input they were given in, for the message
     */
    public static Weights of(String field, Map<String, Double> numbers) {
        var byZone = new TreeMap<ZoneId, Double>();
        numbers.forEach((zone, number) -> {
            try {
                byZone.put(new ZoneId(zone), number);
            } catch (IllegalArgumentException wrong) {
                throw new InvalidInput(field, String.valueOf(wrong.getMessage()));
            }
        });
        try {
            return Weights.proportionalTo(byZone);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput(field, String.valueOf(wrong.getMessage()));
        }
    }

    /** Shares as outputs: basis points by zone. */
    public static Obj write(Weights weights) {
        var fields = new TreeMap<String, PropertyValue>();
        weights.shares().forEach((zone, share) -> fields.put(zone.value(), PropertyValue.number(share)));
        return new Obj(fields);
    }

    /** Shares from outputs; empty when they are not there, not known, or not whole. */
    public static Optional<Weights> read(PropertyValue value) {
        if (!(value.plain() instanceof Obj(var fields))) {
            return Optional.empty();
        }
        var shares = new TreeMap<ZoneId, Integer>();
        for (var field : fields.entrySet()) {
            if (!(field.getValue() instanceof PropertyValue.Num(var number))) {
                return Optional.empty();
            }
            shares.put(new ZoneId(field.getKey()), (int) number);
        }
        int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
        return sum == Weights.WHOLE ? Optional.of(new Weights(shares)) : Optional.empty();
    }

    /** Shares with every zone of the other named too, at 0 where it has none. */
    public static Weights spread(Weights weights, Weights zones) {
        var shares = new TreeMap<>(weights.shares());
        zones.shares().keySet().forEach(zone -> shares.putIfAbsent(zone, 0));
        return new Weights(shares);
    }

    /**
     * Whether shares in force are the shares asked for, as near as a balancer's scale can come: within one point, and
     * nothing where nothing was asked for.
     */
    static boolean near(Weights asked, Weights inForce) {
        var zones = new TreeMap<>(asked.shares());
        zones.putAll(inForce.shares());
        return zones.keySet().stream()
                .allMatch(zone -> Math.abs(asked.of(zone) - inForce.of(zone)) <= NEAR_BASIS_POINTS
                        && (asked.of(zone) == 0) == (inForce.of(zone) == 0));
    }
}
