package dev.understudy.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells the person what happens: a line for each event, and under them, on a terminal, a picture that stays current. */
final class Narrator implements AutoCloseable {
    private static final long REDRAW_MILLIS = 250;

    private final PrintStream out;
    private final boolean live;
    private final InstantSource clock;
    private final Instant begun;
    private @Nullable Thread painter;
    private Optional<Picture> picture = Optional.empty();
    private int painted;

    private Narrator(PrintStream out, boolean live, InstantSource clock) {
        this.out = out;
        this.live = live;
        this.clock = clock;
        this.begun = clock.instant();
    }

    static Narrator create(boolean headless, InstantSource clock) {
        return new Narrator(System.out, !headless && System.getenv("TERM") != null, clock);
    }

    /** A line with the time since the beginning. */
    void say(String sentence) {
        double seconds = Duration.between(begun, clock.instant()).toMillis() / 1_000.0;
        show(String.format(Locale.ROOT, "%6.1f s  %s", seconds, sentence));
    }

    /** A line as it is. */
    synchronized void show(String line) {
        wipe();
        out.println(line);
        paint();
    }

    /** From now on, tell what the picture shows. */
    void watch(Picture whole) {
        synchronized (this) {
            picture = Optional.of(whole);
        }
        painter = Thread.ofPlatform().daemon().name("narrator").start(() -> {
            try {
                while (true) {
                    whole.news().forEach(this::say);
                    synchronized (this) {
                        wipe();
                        paint();
                    }
                    TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
                }
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The end: no more picture, and what happened in a few lines. */
    void tell(DemoReport report) {
        picture.ifPresent(whole -> whole.news().forEach(this::say));
        stopPainting();
        show("");
        show(String.format(
                Locale.ROOT,
                "%d requests, %d failed, %d retried by the balancer; %d moves in %d updates of Pulumi %s; %s",
                report.requests(),
                report.failed(),
                report.retried(),
                report.moves().size(),
                report.updates(),
                report.engine(),
                report.returned() ? "the traffic came home" : "the traffic did not come home"));
        show(String.format(
                Locale.ROOT,
                "%d writes acknowledged, %d lost, %d duplicated; longest pause of writes %d ms; %d migrations",
                report.ackedWrites(),
                report.lostWrites(),
                report.duplicatedWrites(),
                report.longestWritePauseMillis(),
                report.migrations().size()));
        if (report.failed() > 0) {
            show("the first failure: " + report.firstFailure());
        }
    }

    private synchronized void stopPainting() {
        wipe();
        picture = Optional.empty();
        if (painter != null) {
            painter.interrupt();
        }
    }

    private void wipe() {
        if (painted > 0) {
            out.print("\033[" + painted + "A\033[J");
            painted = 0;
        }
    }

    private void paint() {
        if (live && picture.isPresent()) {
            List<String> lines = picture.get().lines(clock.instant());
            lines.forEach(out::println);
            painted = lines.size();
        }
        out.flush();
    }

    @Override
    public void close() {
        stopPainting();
    }
}
