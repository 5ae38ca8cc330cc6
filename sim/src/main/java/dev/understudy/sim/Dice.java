package dev.understudy.sim;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The only source of chance: everything drawn follows from the seed. Each part of the world has dice of its own, by name,
 * so that one part may draw more without changing what another draws.
 */
final class Dice {
    private final long seed;
    private final SplittableRandom random;

    Dice(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Dice of their own for a part of the world; the same for the same seed and name. */
    Dice of(String part) {
        return new Dice(seed * 0x9E3779B97F4A7C15L + part.hashCode() * 0xBF58476D1CE4E5B9L);
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** From {@code least} to {@code most}, both included. */
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    double between(double least, double most) {
        return random.nextDouble(least, most);
    }

    /** True with this probability, 0 to 1; draws nothing where it is 0. */
    boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
