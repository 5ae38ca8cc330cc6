package dev.understudy.core.explain;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One sentence and the numbers it is made of. The sentence is rendered from the numbers, so the two cannot disagree;
 * a placeholder without its number, or a number the sentence never says, is refused.
 *
 * @param template the sentence, with a {@code {name}} for each number; names end in their unit, as in {@code p99Ms}
 * @param numbers each number by its name
 */
public record Because(String template, SortedMap<String, Double> numbers) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    public Because {
        numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        var said = new TreeMap<String, Boolean>();
        var matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            said.put(matcher.group(1), true);
        }
        if (!said.keySet().equals(numbers.keySet())) {
            throw new IllegalArgumentException("the sentence says " + said.keySet() + " but the numbers are "
                    + numbers.keySet() + ": " + template);
        }
    }

    public Because(String template, Map<String, Double> numbers) {
        this(template, new TreeMap<>(numbers));
    }

    /** A sentence that needs no number. */
    public static Because of(String sentence) {
        return new Because(sentence, new TreeMap<>());
    }

    /** The sentence with its numbers in place: whole numbers without decimals, others with at most three significant ones. */
    public String sentence() {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> render(numbers.getOrDefault(match.group(1), Double.NaN)));
    }

    private static String render(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        var digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : Math.abs(number) >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    @Override
    public String toString() {
        return sentence();
    }
}
