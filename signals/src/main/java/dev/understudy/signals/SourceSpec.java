package dev.understudy.signals;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A feed to read.
 *
 * @param name what it is called in reports and in the scorecard
 * @param format what it holds
 * @param location where it is
 * @param every how often it is read
 * @param freshFor how long a reading counts
 * @param places whom it concerns, where it names no place of its own
 * @param instanceType whose price is wanted; empty takes any
 */
public record SourceSpec(
        String name,
        Format format,
        Location location,
        Duration every,
        Duration freshFor,
        Set<String> places,
        Optional<String> instanceType) {
    public SourceSpec {
        places = Set.copyOf(places);
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("name of a source is \"" + name
                    + "\"; allowed: 1 to 63 lower-case letters, digits and inner hyphens");
        }
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("every of " + name + " is " + every + "; allowed: 1 s or more");
        }
        if (freshFor.compareTo(every) < 0) {
            throw new IllegalArgumentException("freshFor of " + name + " is " + freshFor + "; allowed: at least the "
                    + every + " between readings");
        }
        if (format == Format.CALENDAR && places.isEmpty()) {
            throw new IllegalArgumentException(
                    "places of " + name + " are empty; needed: whom a calendar concerns, since it does not say");
        }
    }
}
