package dev.understudy.sim;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs seeds from the command line. */
public final class SimMain {
    private SimMain() {}

    public static void main(String[] args) throws Exception {
        var wanted = Arguments.parse(args);
        System.exit(
                switch (wanted) {
                    case Arguments.Seeds(long from, int count) -> seeds(from, count);
                    case Arguments.Seed(long seed) -> one(seed);
                });
    }

    private static int one(long seed) {
        var outcome = Run.of(Swarm.plan(seed), Rig.WHOLE);
        Story.of(outcome).forEach(System.out::println);
        System.out.println(summary(
                1,
                outcome.events(),
                outcome.violation().isPresent() ? 1 : 0,
                outcome.unrest().isPresent() ? 1 : 0));
        return outcome.isWell() ? 0 : 1;
    }

    private static int seeds(long from, int count) throws Exception {
        long events = 0;
        int violations = 0;
        int unconverged = 0;
        try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var runs = new ArrayList<Future<Told>>();
            for (long seed = from; seed < from + count; seed++) {
                long each = seed;
                runs.add(pool.submit(() -> Told.of(Run.of(Swarm.plan(each), Rig.WHOLE))));
            }
            for (var run : runs) {
                var told = run.get();
                events += told.events();
                violations += told.violated() ? 1 : 0;
                unconverged += told.unconverged() ? 1 : 0;
                told.sentence().ifPresent(System.out::println);
            }
        }
        System.out.println(summary(count, events, violations, unconverged));
        return violations + unconverged == 0 ? 0 : 1;
    }

    private static String summary(int seeds, long events, int violations, int unconverged) {
        return "{\"seeds\":" + seeds + ",\"events\":" + events + ",\"violations\":" + violations + ",\"unconverged\":"
                + unconverged + "}";
    }

    /** What is kept of a run when its world is gone. */
    private record Told(long events, boolean violated, boolean unconverged, Optional<String> sentence) {
        static Told of(Run.Outcome outcome) {
            return new Told(
                    outcome.events(),
                    outcome.violation().isPresent(),
                    outcome.violation().isEmpty() && outcome.unrest().isPresent(),
                    outcome.violation()
                            .map(broken -> String.valueOf(broken.getMessage()))
                            .or(() -> outcome.unrest().map(why -> "not at rest: " + why))
                            .map(why -> why + "\n  replay: ./do sim --seed " + outcome.seed()));
        }
    }
}
