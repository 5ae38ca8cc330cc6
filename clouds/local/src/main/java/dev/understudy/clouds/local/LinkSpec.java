package dev.understudy.clouds.local;

/**
 * One direction between two places: zones by id, or {@code edge}, or {@code control}.
 *
 * @param from where packets leave
 * @param to where they arrive
 * @param delayMillis one-way delay, 0 to 10 000
 * @param jitterMillis the delay varies evenly by up to this much either way, 0 to {@code delayMillis}
 * @param lossRatio share of packets lost, 0 to 1
 * @param cut whether nothing passes
 */
public record LinkSpec(String from, String to, double delayMillis, double jitterMillis, double lossRatio, boolean cut) {
    public LinkSpec {
        if (from.equals(to)) {
            throw new IllegalArgumentException("link goes from " + from + " to itself; allowed: two different places");
        }
        String name = " of link " + from + " to " + to;
        Check.range("delayMillis" + name, delayMillis, 0, 10_000);
        Check.range("jitterMillis" + name, jitterMillis, 0, delayMillis);
        Check.range("lossRatio" + name, lossRatio, 0, 1);
    }

    /** A link that does nothing to what passes. */
    public static LinkSpec plain(String from, String to) {
        return new LinkSpec(from, to, 0, 0, 0, false);
    }

    /** A link with a steady delay. */
    public static LinkSpec delayed(String from, String to, double delayMillis) {
        return new LinkSpec(from, to, delayMillis, 0, 0, false);
    }

    /** A link that nothing passes. */
    public static LinkSpec cut(String from, String to) {
        return new LinkSpec(from, to, 0, 0, 0, true);
    }

    /** Whether it does nothing to what passes. */
    public boolean isPlain() {
        return delayMillis == 0 && lossRatio == 0 && !cut;
    }
}
