package dev.understudy.sim;

import java.util.List;

/**
 * How many runs went how.
 *
 * @param seeds runs
 * @param events that happened in all of them
 * @param violations runs in which a rule was broken
 * @param unconverged runs that did not come to rest
 */
record Tally(int seeds, long events, int violations, int unconverged) {
    static Tally of(List<Told> runs) {
        return new Tally(
                runs.size(),
                runs.stream().mapToLong(Told::events).sum(),
                (int) runs.stream().filter(Told::violated).count(),
                (int) runs.stream().filter(Told::unconverged).count());
    }

    boolean isWell() {
        return violations == 0 && unconverged == 0;
    }

    String json() {
        return "{\"seeds\":" + seeds + ",\"events\":" + events + ",\"violations\":" + violations + ",\"unconverged\":"
                + unconverged + "}";
    }
}
