package dev.understudy.clouds.local;

import java.util.regex.Pattern;

/** Says in one way what is wrong with a value. */
final class Check {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Check() {}

    static void label(String field, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + " is \"" + value + "\"; allowed: 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    static void range(String field, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + " is " + value + "; allowed: " + low + " to " + high);
        }
    }

    static void range(String field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    field + " is " + value + "; allowed: " + number(low) + " to " + number(high));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
