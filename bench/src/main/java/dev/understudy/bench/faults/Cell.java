package dev.understudy.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One thing that goes wrong, at one moment, in one mode. */
sealed interface Cell {
    /** How writes are replicated meanwhile. */
    String mode();

    /** Whether the engine's state is kept where a network is between it and the engine. */
    default boolean stateIsFar() {
        return false;
    }

    /** Something is killed when the journal says that a step has begun. */
    record Kill(Victim victim, Step step, String mode) implements Cell {
        @Override
        public String toString() {
            return "kill:" + victim + ":" + step + ":" + mode;
        }
    }

    /** A connection is cut while traffic shifts, and mended later. */
    record Cut(Link link, Way way, String mode) implements Cell {
        @Override
        public boolean stateIsFar() {
            return link == Link.RECONCILER_STATE;
        }

        @Override
        public String toString() {
            return "cut:" + link + ":" + way + ":" + mode;
        }
    }

    /** What is cut. */
    enum Link {
        AGENT_AGENT,
        AGENT_LEDGER,
        RECONCILER_STATE,
        AGENT_BALANCER,
        PRIMARY_STANDBY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Which direction is cut. */
    enum Way {
        BOTH,
        THERE,
        BACK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    List<String> MODES = List.of("sync", "async", "hybrid");

    /** Every cell there is, always in this order: kills in synchronous mode, cuts in every mode. */
    static List<Cell> all() {
        var all = new ArrayList<Cell>();
        for (Victim victim : Victim.values()) {
            for (Step step : Step.values()) {
                all.add(new Kill(victim, step, "sync"));
            }
        }
        for (String mode : MODES) {
            for (Link link : Link.values()) {
                for (Way way : Way.values()) {
                    all.add(new Cut(link, way, mode));
                }
            }
        }
        return all;
    }

    /** Whether the name begins with a pattern; {@code *} stands for any part between colons. */
    default boolean fits(String pattern) {
        var parts = toString().split(":", -1);
        var wanted = pattern.split(":", -1);
        for (int at = 0; at < wanted.length; at++) {
            if (at >= parts.length || !(wanted[at].equals("*") || wanted[at].equals(parts[at]))) {
                return false;
            }
        }
        return true;
    }
}
