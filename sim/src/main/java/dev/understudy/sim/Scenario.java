package dev.understudy.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A story in a file: comments, a world, what befalls it, what must come of it, and below a line of dashes the plot of what
 * came of it.
 *
 * @param text everything above the dashes
 * @param expected everything below
 * @param plan the world and what befalls it
 * @param seconds how long it is told
 * @param asserts what must have come of it
 */
record Scenario(String text, String expected, Plan plan, int seconds, List<Claim> asserts) {
    private static final String DASHES = "\n----\n";

    /** How it went. */
    record Played(String plot, List<String> faults) {}

    static Scenario read(Path file) throws IOException {
        String all = Files.readString(file);
        int cut = all.indexOf(DASHES);
        String text = cut < 0 ? all.stripTrailing() : all.substring(0, cut);
        String expected = cut < 0 ? "" : all.substring(cut + DASHES.length()).stripTrailing();
        return new ScenarioReader(text).read(expected);
    }

    /** The file with another plot. */
    String with(String plot) {
        return text + DASHES + plot + "\n";
    }

    Played play() {
        var world = new World(plan, Rig.WHOLE);
        var plot = new Plot(world, seconds);
        var faults = new ArrayList<String>();
        try {
            plot.begin();
            Run.until(world, seconds * 1_000L);
            world.invariants().atEnd();
        } catch (Violation broken) {
            faults.add("broken: " + broken.getMessage());
        }
        for (Claim claim : asserts) {
            claim.fault(world).ifPresent(faults::add);
        }
        return new Played(plot.text(), faults);
    }
}
