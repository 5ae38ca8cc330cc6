package dev.understudy.agent.http;

import java.util.Locale;

/** Writes OpenMetrics text 1.0: families one after the other, each named once, and the end marked. */
final class OpenMetrics {
    private final StringBuilder text = new StringBuilder(4096);

    /** The kinds of family in use here. */
    enum Type {
        GAUGE,
        COUNTER,
        INFO,
        STATESET
    }

    /** Begins a family; its samples follow. */
    OpenMetrics family(String name, Type type, String unit, String help) {
        text.append("# TYPE ")
                .append(name)
                .append(' ')
                .append(type.name().toLowerCase(Locale.ROOT))
                .append('\n');
        if (!unit.isEmpty()) {
            text.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
        }
        text.append("# HELP ").append(name).append(' ');
        escape(help);
        text.append('\n');
        return this;
    }

    /**
     * One sample.
     *
     * @param labels names and values in turn
     */
    OpenMetrics sample(String name, double value, String... labels) {
        text.append(name);
        if (labels.length > 0) {
            text.append('{');
            for (int i = 0; i < labels.length; i += 2) {
                text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
                escape(labels[i + 1]);
                text.append('"');
            }
            text.append('}');
        }
        text.append(' ').append(number(value)).append('\n');
        return this;
    }

    /** The whole text. */
    String end() {
        return text + "# EOF\n";
    }

    private void escape(String value) {
        text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
