package dev.understudy.signals;

import java.util.Locale;

/** How much a weather alert says, by the words of CAP 1.2: what would happen, and how sure that is. */
final class Weather {
    private Weather() {}

    /** The product of the two, 0 to 1. */
    static double severity(String severity, String certainty) {
        return bad(severity) * sure(certainty);
    }

    private static double bad(String severity) {
        return switch (severity.toLowerCase(Locale.ROOT)) {
            case "extreme" -> 1.0;
            case "severe" -> 0.75;
            case "moderate" -> 0.5;
            case "minor" -> 0.25;
            default -> 0.5; // unknown
        };
    }

    private static double sure(String certainty) {
        return switch (certainty.toLowerCase(Locale.ROOT)) {
            case "observed" -> 1.0;
            case "likely", "very likely" -> 0.75;
            case "unlikely" -> 0.1;
            default -> 0.5; // possible, unknown
        };
    }
}
