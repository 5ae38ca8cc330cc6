package dev.understudy.sim;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What the command line asks for. */
sealed interface Arguments {
    record Seed(long seed) implements Arguments {}

    record Seeds(long from, int count) implements Arguments {}

    /**
     * @param from first seed to try
     * @param most seeds to try for each
     * @param hunted which mutants
     */
    record Mutants(long from, int most, List<Mutant> hunted) implements Arguments {}

    /** @param update whether what comes out is written down as what is expected */
    record Play(Path file, boolean update) implements Arguments {}

    static Arguments parse(String[] args) {
        var named = new TreeMap<String, String>();
        for (int at = 0; at < args.length; at++) {
            switch (args[at]) {
                case "--mutants", "--update" -> named.put(args[at], "");
                case "--seed", "--seeds", "--from", "--scenario", "--mutant" -> {
                    if (at + 1 == args.length) {
                        throw new IllegalArgumentException(args[at] + " has no value");
                    }
                    named.put(args[at], args[++at]);
                }
                default ->
                    throw new IllegalArgumentException(
                            "argument is \"" + args[at]
                                    + "\"; allowed: --seeds N [--from M], --seed N, --mutants [--seeds N] [--from M], --mutant NAME, --scenario FILE [--update]");
            }
        }
        var file = named.get("--scenario");
        if (file != null) {
            return new Play(Path.of(file), named.containsKey("--update"));
        }
        long from = number(named, "--from", 1);
        if (named.containsKey("--mutants") || named.containsKey("--mutant")) {
            return new Mutants(
                    from, Math.clamp(number(named, "--seeds", SimMain.MUTANT_SEEDS), 1, 1_000_000), hunted(named));
        }
        return named.containsKey("--seed")
                ? new Seed(number(named, "--seed", 1))
                : new Seeds(from, Math.clamp(number(named, "--seeds", 200), 1, 1_000_000));
    }

    private static List<Mutant> hunted(TreeMap<String, String> named) {
        var one = named.get("--mutant");
        if (one == null) {
            return List.of(Mutant.values());
        }
        return Arrays.stream(Mutant.values())
                .filter(mutant -> mutant.name().equals(one))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--mutant is \"" + one + "\"; allowed: " + Arrays.toString(Mutant.values())));
    }

    private static long number(TreeMap<String, String> named, String name, long otherwise) {
        var text = named.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(name + " is \"" + text + "\"; allowed: a whole number");
        }
    }
}
