package dev.understudy.signals;

/** What came of an attempt to fetch a feed. */
sealed interface Fetched {
    /** It is here. */
    record Body(byte[] bytes) implements Fetched {}

    /** It is what was fetched last. */
    record Unchanged() implements Fetched {}

    /** It is not. */
    record Failed(String why) implements Fetched {}
}
