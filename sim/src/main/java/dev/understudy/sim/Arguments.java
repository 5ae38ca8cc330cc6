package dev.understudy.sim;

import java.util.TreeMap;

/** What the command line asks for. */
sealed interface Arguments {
    record Seed(long seed) implements Arguments {}

    record Seeds(long from, int count) implements Arguments {}

    static Arguments parse(String[] args) {
        var named = new TreeMap<String, String>();
        for (int at = 0; at + 1 < args.length; at += 2) {
            named.put(args[at], args[at + 1]);
        }
        var seed = named.get("--seed");
        if (seed != null) {
            return new Seed(Long.parseLong(seed));
        }
        return new Seeds(
                Long.parseLong(named.getOrDefault("--from", "1")),
                Integer.parseInt(named.getOrDefault("--seeds", "200")));
    }
}
