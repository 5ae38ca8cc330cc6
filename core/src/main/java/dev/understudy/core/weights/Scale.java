package dev.understudy.core.weights;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whole-number apportionment by largest remainder (Hamilton's method), with one rule added: more than zero never
 * becomes zero, because a balancer reads zero as "no traffic".
 */
public final class Scale {
    private Scale() {}

    /**
     * Splits {@code total} in proportion to the numbers.
     *
     * @param numbers at least one above zero, none negative
     * @param total what the result sums to; at least as many as there are numbers above zero
     * @throws IllegalArgumentException when a number is negative or not finite, all are zero, or the total is too small
     */
    public static <K extends Comparable<K>> SortedMap<K, Integer> apportion(
            Map<K, ? extends Number> numbers, int total) {
        double sum = 0;
        int positive = 0;
        for (var entry : numbers.entrySet()) {
            double number = entry.getValue().doubleValue();
            if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weight of " + entry.getKey() + " is " + entry.getValue() + "; allowed: 0 or more, finite");
            }
            sum += number;
            positive += number > 0 ? 1 : 0;
        }
        if (positive == 0) {
            throw new IllegalArgumentException(
                    "weights sum to nothing: " + new TreeMap<>(numbers) + "; allowed: at least one above 0");
        }
        if (sum == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("weights are too large to add up: " + new TreeMap<>(numbers));
        }
        if (total < positive) {
            throw new IllegalArgumentException("a scale of " + total + " cannot hold " + positive + " weights above 0");
        }
        var floors = new TreeMap<K, Integer>();
        var remainders = new TreeMap<K, Double>();
        int given = 0;
        for (var entry : numbers.entrySet()) {
            double exact = entry.getValue().doubleValue() / sum * total;
            // asked of the number, not of its share: a share can be too small for a double and still be more than
            // nothing
            int floor = entry.getValue().doubleValue() > 0 ? Math.max(1, (int) Math.floor(exact)) : 0;
            floors.put(entry.getKey(), floor);
            remainders.put(entry.getKey(), exact - floor);
            given += floor;
        }
        // A raised floor can overdraw the total: the largest pay it back, those furthest above their exact share first.
        while (given > total) {
            var payer = floors.entrySet().stream()
                    .filter(share -> share.getValue() > 1)
                    .min(Comparator.comparingDouble(
                                    (Map.Entry<K, Integer> share) -> remainder(remainders, share.getKey()))
                            .thenComparing(Map.Entry::getKey))
                    .orElseThrow();
            floors.merge(payer.getKey(), -1, Integer::sum);
            remainders.merge(payer.getKey(), 1.0, Double::sum);
            given--;
        }
        while (given < total) {
            var winner = floors.entrySet().stream()
                    .filter(share -> share.getValue() > 0)
                    .max(Comparator.comparingDouble(
                                    (Map.Entry<K, Integer> share) -> remainder(remainders, share.getKey()))
                            .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                    .orElseThrow();
            floors.merge(winner.getKey(), 1, Integer::sum);
            remainders.merge(winner.getKey(), -1.0, Double::sum);
            given++;
        }
        return floors;
    }

    private static <K> double remainder(Map<K, Double> remainders, K key) {
        return remainders.getOrDefault(key, 0.0);
    }
}
