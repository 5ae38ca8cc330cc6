package dev.understudy.cli.demo;

import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.ledger.MigrationStory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A migration in lines: where it is on its way, and what happened last. */
final class SagaLines {
    private static final List<String> WAY = List.of(
            "warming", "pre-copying", "connecting", "shifting", "cutting over", "draining", "settling", "retiring");

    private SagaLines() {}

    /** The way with the place on it: what is behind in small letters, where it is in large ones. */
    static String progress(MigrationState state) {
        if (state.underWay().isEmpty()) {
            return "watching";
        }
        String here = state.phase();
        if (!WAY.contains(here)) {
            return here.toUpperCase(Locale.ROOT);
        }
        return String.join(
                " > ",
                WAY.stream()
                        .map(step -> step.equals(here) ? step.toUpperCase(Locale.ROOT) : step)
                        .toList());
    }

    /** The migration under way, if one is. */
    static Optional<MigrationStory> underWay(List<MigrationStory> migrations) {
        return migrations.isEmpty() || migrations.getLast().end().isPresent()
                ? Optional.empty()
                : Optional.of(migrations.getLast());
    }

    /** A line for each state of a migration, and for its end. */
    static List<String> news(MigrationStory story) {
        var migration = story.migration();
        var lines = new ArrayList<String>();
        String before = "";
        for (MigrationStory.Step step : story.steps()) {
            String phase = step.state().phase();
            if (!phase.equals(before)) {
                lines.add(name(migration) + ": " + phase + ", because "
                        + step.because().sentence());
                before = phase;
            }
        }
        story.end()
                .ifPresent(end -> lines.add(name(migration) + " has ended, "
                        + end.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + (migration.givenUp().isEmpty()
                                ? ""
                                : "; given up: "
                                        + String.join(
                                                "; ",
                                                migration.givenUp().stream()
                                                        .map(gone -> gone.sentence())
                                                        .toList()))));
        return lines;
    }

    /** As it goes into the report. */
    static Passage passage(MigrationStory story) {
        var states = new ArrayList<String>();
        for (MigrationStory.Step step : story.steps()) {
            String phase = step.state().phase();
            if (states.isEmpty() || !states.getLast().equals(phase)) {
                states.add(phase);
            }
        }
        var migration = story.migration();
        return new Passage(
                migration.id().toString(),
                kind(migration),
                migration.from().value(),
                migration.to().value(),
                states);
    }

    private static String name(Migration migration) {
        return kind(migration) + " " + migration.id() + " from " + migration.from() + " to " + migration.to();
    }

    private static String kind(Migration migration) {
        return migration.kind().name().toLowerCase(Locale.ROOT);
    }
}
