package dev.understudy.core.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
        var said = said(template);
        if (!said.equals(numbers.keySet())) {
            throw new IllegalArgumentException("the sentence says " + new TreeSet<>(said) + " but the numbers are "
                    + numbers.keySet() + ": " + template);
        }
        numbers.forEach((name, number) -> {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(
                        "number " + name + " is " + number + "; allowed: finite: " + template);
            }
        });
    }

    /** Names in braces, as the pattern finds them; by hand, as each decision of each agent has a sentence. */
    private static Set<String> said(String template) {
        int open = template.indexOf('{');
        if (open < 0) {
            return Set.of();
        }
        var said = new HashSet<String>();
        while (open >= 0) {
            int end = open + 1;
            while (end < template.length() && isOfName(template.charAt(end), end == open + 1)) {
                end++;
            }
            if (end > open + 1 && end < template.length() && template.charAt(end) == '}') {
                said.add(template.substring(open + 1, end));
            }
            open = template.indexOf('{', open + 1);
        }
        return said;
    }

    private static boolean isOfName(char letter, boolean first) {
        return letter >= 'a' && letter <= 'z'
                || letter >= 'A' && letter <= 'Z'
                || !first && letter >= '0' && letter <= '9';
    }

    public Because(String template, Map<String, Double> numbers) {
        this(template, new TreeMap<>(numbers));
    }

    /** A sentence that needs no number. */
    public static Because of(String sentence) {
        return new Because(sentence, new TreeMap<>());
    }

    /** A sentence that holds words of others, whose braces are not the place of a number. */
    public static Because quoting(String sentence) {
        return of(sentence.replace('{', '(').replace('}', ')'));
    }

    /**
     * This sentence and another one, joined by a semicolon.
     *
     * @throws IllegalArgumentException when both give different numbers the same name
     */
    public Because and(Because other) {
        var all = new TreeMap<>(numbers);
        other.numbers.forEach((name, number) -> {
            var mine = all.put(name, number);
            if (mine != null && !mine.equals(number)) {
                throw new IllegalArgumentException(
                        "number " + name + " is " + mine + " in one sentence and " + number + " in the other");
            }
        });
        return new Because(template + "; " + other.template, all);
    }

    /** The sentence with its numbers in place: about three significant digits, no decimals that say nothing. */
    public String sentence() {
        return PLACEHOLDER.matcher(template).replaceAll(match -> render(numbers.getOrDefault(match.group(1), 0.0)));
    }

    private static String render(double number) {
        double size = Math.abs(number);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
        var plain = new BigDecimal(number)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
        return plain.equals("-0") ? "0" : plain;
    }

    @Override
    public String toString() {
        return sentence();
    }
}
