package dev.understudy.judgement;

import java.util.Locale;

/** Lines for people. */
@FunctionalInterface
interface Table {
    void line(String text);

    /** A figure beside those of its peers, and the goal it has. */
    default void row(String what, double ours, String goal, String peers) {
        line(String.format(Locale.ROOT, "  %-34s %10.4g   goal %-10s %s", what, ours, goal, peers));
    }
}
