package dev.understudy.judgement;

import java.util.Optional;
import java.util.SequencedMap;

/** One thing that is graded on a folder of traces. */
interface Task {
    /** What it is called on the screen. */
    String name();

    /**
     * Figures by the names they have in the last line. Empty where the folder lacks what the task needs.
     *
     * @param seed of everything drawn; the same seed gives the same figures
     * @param table hears a line for people, each figure beside its peers
     */
    Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table);

    /** Names of its figures, so that a missing data set gives each of them a {@code null}. */
    java.util.List<String> figures();
}
