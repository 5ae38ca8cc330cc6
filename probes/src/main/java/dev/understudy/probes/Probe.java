package dev.understudy.probes;

/** One way to ask one target. Called on the prober's loop only, and never blocks it. */
@FunctionalInterface
interface Probe {
    /** Asks once: ends the flight now or later, and leaves with it a way to let go of what the asking holds. */
    void fire(Flight flight);
}
