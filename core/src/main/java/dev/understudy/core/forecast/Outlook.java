package dev.understudy.core.forecast;

import java.util.List;

/**
 * What is forecast of a series that comes at even steps.
 *
 * @param steps how many steps ahead, rising, 1 to 60
 * @param memory steps over which past errors are remembered; two days
 * @param season steps of a day where the series has a daily shape; 0 where it has none
 */
public record Outlook(List<Integer> steps, int memory, int season) {
    /** Round trips every 240 seconds: 4, 16 and 60 minutes ahead. They have no daily shape worth the noise. */
    public static final Outlook ROUND_TRIP = new Outlook(List.of(1, 4, 15), 720, 0);

    /** Demand every 5 minutes: 5, 15 and 60 minutes ahead. */
    public static final Outlook DEMAND = new Outlook(List.of(1, 3, 12), 576, 288);

    public Outlook {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.getFirst() < 1 || steps.getLast() > 60) {
            throw new IllegalArgumentException("steps ahead are " + steps + "; allowed: 1 to 60, at least one");
        }
        if (memory < 100 || season < 0) {
            throw new IllegalArgumentException(
                    "memory is " + memory + " and season " + season + " steps; allowed: from 100, from 0");
        }
    }

    /** The farthest step ahead. */
    int farthest() {
        return steps.getLast();
    }
}
