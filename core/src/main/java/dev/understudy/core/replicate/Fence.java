package dev.understudy.core.replicate;

/**
 * A fencing token: the epoch of the lease under which a change was decided. Whoever applies changes refuses one whose
 * epoch is lower than the highest it has seen, so a leader that lost its lease cannot undo its successor
 * (M. Kleppmann, "How to do distributed locking", 2016).
 *
 * @param epoch 0 before any lease was granted, then rising by one with each new holder
 */
public record Fence(long epoch) implements Comparable<Fence> {
    public static final Fence NONE = new Fence(0);

    public Fence {
        if (epoch < 0) {
            throw new IllegalArgumentException("fence epoch is " + epoch + "; allowed: 0 or more");
        }
    }

    @Override
    public int compareTo(Fence other) {
        return Long.compare(epoch, other.epoch);
    }

    public boolean isOlderThan(Fence other) {
        return epoch < other.epoch;
    }
}
