package dev.understudy.sim;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs seeds, mutants and scenarios from the command line; the last line of seeds is JSON. */
public final class SimMain {
    /** Seeds within which every mutant must be caught. */
    static final int MUTANT_SEEDS = 2_000;

    private SimMain() {}

    public static void main(String[] args) throws Exception {
        int status;
        try {
            status = switch (Arguments.parse(args)) {
                case Arguments.Seeds(long from, int count) -> seeds(from, count);
                case Arguments.Seed(long seed) -> one(seed);
                case Arguments.Mutants(long from, int most, var hunted) -> mutants(from, most, hunted);
                case Arguments.Play(Path file, boolean update) -> play(file, update);
            };
        } catch (IllegalArgumentException wrong) {
            System.err.println("sim: " + wrong.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private static int one(long seed) {
        var outcome = Run.of(Swarm.plan(seed), Rig.WHOLE);
        Story.of(outcome).forEach(System.out::println);
        System.out.println(Tally.of(List.of(Told.of(outcome))).json());
        return outcome.isWell() ? 0 : 1;
    }

    private static int seeds(long from, int count) throws Exception {
        var tally = tally(from, count, Rig.WHOLE, System.out::println);
        System.out.println(tally.json());
        return tally.isWell() ? 0 : 1;
    }

    /** Runs seeds on all processors and tells what went wrong, in the order of seeds. */
    static Tally tally(long from, int count, Rig rig, Consumer<String> say)
            throws InterruptedException, ExecutionException {
        var told = new ArrayList<Told>();
        try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var runs = new ArrayList<Future<Told>>();
            for (long seed = from; seed < from + count; seed++) {
                long each = seed;
                Callable<Told> run = () -> Told.of(Run.of(Swarm.plan(each), rig));
                runs.add(pool.submit(run));
            }
            for (var run : runs) {
                var one = run.get();
                one.sentence().ifPresent(say);
                told.add(one);
            }
        }
        return Tally.of(told);
    }

    private static int mutants(long from, int most, List<Mutant> hunted) throws Exception {
        int escaped = 0;
        for (Mutant mutant : hunted) {
            var caught = hunt(mutant, from, most);
            System.out.println(caught.map(told -> "caught   " + mutant + " by seed " + told.seed() + ": "
                            + told.sentence().orElse(""))
                    .orElseGet(() -> "ESCAPED  " + mutant + ": " + mutant.wrong() + ", and no seed from " + from
                            + " to " + (from + most - 1) + " shows it"));
            escaped += caught.isEmpty() ? 1 : 0;
        }
        System.out.println("{\"mutants\":" + hunted.size() + ",\"escaped\":" + escaped + "}");
        return escaped == 0 ? 0 : 1;
    }

    /** The first seed that breaks a rule with a mutant. */
    static Optional<Told> hunt(Mutant mutant, long from, int most) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        try (var pool = Executors.newFixedThreadPool(processors)) {
            for (long seed = from; seed < from + most; seed += processors) {
                var runs = new ArrayList<Callable<Told>>();
                for (long each = seed; each < seed + processors; each++) {
                    long mine = each;
                    runs.add(() -> Told.of(Run.of(Swarm.plan(mine), mutant.rig())));
                }
                for (var run : pool.invokeAll(runs)) {
                    if (run.get().rule().equals(Optional.of(mutant.rule()))) {
                        return Optional.of(run.get());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static int play(Path file, boolean update) throws Exception {
        var scenario = Scenario.read(file);
        var played = scenario.play();
        System.out.println(played.plot());
        played.faults().forEach(System.out::println);
        if (update && played.faults().isEmpty()) {
            Files.writeString(file, scenario.with(played.plot()));
        }
        boolean same = update || scenario.expected().equals(played.plot());
        System.out.println(same ? "as expected" : "not as expected; --update writes it down");
        return same && played.faults().isEmpty() ? 0 : 1;
    }
}
