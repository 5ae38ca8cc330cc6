package dev.understudy.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The only source of chance in tests: everything drawn from it follows from its seed. Not for use by two threads. */
public final class Chance {
    private final long seed;
    private final SplittableRandom random;

    public Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public long seed() {
        return seed;
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return (int) random.nextLong(least, most + 1L);
    }

    /** A number from {@code least} (included) to {@code most} (not included). */
    public double between(double least, double most) {
        return random.nextDouble(least, most);
    }

    /** A duration from {@code least} to {@code most}, in whole milliseconds. */
    public Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** True with this probability, 0 to 1. */
    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** One of these, each as likely. */
    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of these, each as likely. */
    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The same things in another order. */
    public <T> List<T> shuffled(List<T> things) {
        var left = new ArrayList<>(things);
        var shuffled = new ArrayList<T>(things.size());
        while (!left.isEmpty()) {
            shuffled.add(left.remove(random.nextInt(left.size())));
        }
        return shuffled;
    }

    /** Bytes of any value. */
    public byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A chance of its own, so that one part of a test can draw more without changing what another part draws. */
    public Chance fork() {
        return new Chance(random.nextLong());
    }
}
