package dev.understudy.signals;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What an adapter is told beside the bytes.
 *
 * @param source name of the feed
 * @param now when it was fetched
 * @param places whom a feed concerns that names no place of its own, such as a calendar
 * @param instanceType whose price is wanted; empty takes any
 */
record Ask(String source, Instant now, Set<String> places, Optional<String> instanceType) {
    Ask {
        places = Set.copyOf(places);
    }
}
