package dev.understudy.agent.history;

import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a history again: the controller of today is told what the controller of then was told, and what it asks for is
 * compared byte for byte. A history that goes on where another was full is not compared until the controller has learnt
 * again what it had forgotten.
 */
public final class Replay {
    /** After so long a controller that began with what the ledger knows is as any other. */
    private static final Duration LEARNING = Duration.ofMinutes(10);

    private final Consumer<Asked> tell;
    private @Nullable ControllerState state;
    private HistoryLine.@Nullable Began began;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private long events;
    private long requests;
    private long differences;
    private Optional<String> first = Optional.empty();
    private Instant compareFrom = Instant.MIN;

    /**
     * What the controller asked for.
     *
     * @param at when
     */
    public record Asked(Instant at, Effect effect) {}

    /**
     * How it went.
     *
     * @param began first line of the history
     * @param events that the controller was told
     * @param requests that it made upon them
     * @param differences requests that are not as recorded
     * @param firstDifference what the first of them is; empty where there is none
     * @param missed lines that are missing: the history was played up to there
     */
    public record Outcome(
            HistoryLine.Began began,
            long events,
            long requests,
            long differences,
            Optional<String> firstDifference,
            long missed) {}

    private Replay(Consumer<Asked> tell) {
        this.tell = tell;
    }

    /**
     * Plays it.
     *
     * @param tell hears what the controller asks for, as it does so
     * @throws IllegalArgumentException when it is no history, or one of another format
     */
    public static Outcome of(HistoryReader history, Consumer<Asked> tell) throws IOException {
        var replay = new Replay(tell);
        for (var line = history.next(); line.isPresent(); line = history.next()) {
            var missed = replay.take(line.get());
            if (missed > 0) {
                return replay.outcome(missed);
            }
        }
        return replay.outcome(0);
    }

    private Outcome outcome(long missed) {
        if (began == null) {
            throw new IllegalArgumentException("the file holds no history: it has no first line");
        }
        return new Outcome(began, events, requests, differences, first, missed);
    }

    private long take(HistoryLine line) {
        switch (line) {
            case HistoryLine.Began start -> begin(start);
            case HistoryLine.Told(var event) -> told(event);
            case HistoryLine.Asked(var effect) -> compare(effect);
            case HistoryLine.Missed(long lines) -> {
                return lines;
            }
            case HistoryLine.Ended _ -> nothingLeft(); // of a turn that was torn, nothing can be said
        }
        return 0;
    }

    private void begin(HistoryLine.Began start) {
        if (start.format() != HistoryLine.FORMAT) {
            throw new IllegalArgumentException("format is " + start.format() + "; allowed: " + HistoryLine.FORMAT
                    + " (written by version " + start.version() + ")");
        }
        began = start;
        state = ControllerState.start(start.service(), start.zone());
        compareFrom = start.whole() ? Instant.MIN : start.at().plus(LEARNING);
    }

    private void told(Event event) {
        nothingLeft();
        if (state == null) {
            throw new IllegalArgumentException("line 1 is no beginning of a history");
        }
        events++;
        var step = Controller.step(state, event);
        state = step.next();
        for (Effect effect : step.effects()) {
            if (!(effect instanceof Effect.WakeAt || effect instanceof Effect.PublishProfiles)) {
                requests++;
                var one = new Asked(event.at(), effect);
                asked.add(one);
                tell.accept(one);
            }
        }
    }

    private void compare(Effect recorded) {
        var mine = asked.poll();
        var text = text(recorded);
        if (mine == null) {
            differs("recorded, but not asked for now: " + text);
        } else if (!text(mine.effect()).equals(text)) {
            differs("at " + mine.at() + " asked for now: " + text(mine.effect()) + "; recorded: " + text);
        }
    }

    private void nothingLeft() {
        for (var mine = asked.poll(); mine != null; mine = asked.poll()) {
            differs("at " + mine.at() + " asked for now, but not recorded: " + text(mine.effect()));
        }
    }

    private void differs(String what) {
        if (state == null || state.now().isBefore(compareFrom)) {
            return;
        }
        differences++;
        first = first.isPresent() ? first : Optional.of(what);
    }

    private static String text(Effect effect) {
        return CoreJson.mapper().writerFor(Effect.class).writeValueAsString(effect);
    }
}
