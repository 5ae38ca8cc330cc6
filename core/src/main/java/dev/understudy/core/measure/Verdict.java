package dev.understudy.core.measure;

/** What one observer says of one zone. */
public enum Verdict {
    /** Answers as it always does. */
    WELL,
    /** Answers much later than when all is well. */
    SLOW,
    /** Loses, refuses or fails too much. */
    LOSSY,
    /** Does not answer at all. */
    DEAD,
    /** Too little was seen, or too long ago. */
    NOT_ENOUGH_DATA;

    /** Whether it is bad news. Not enough data is no news. */
    public boolean isBad() {
        return switch (this) {
            case SLOW, LOSSY, DEAD -> true;
            case WELL, NOT_ENOUGH_DATA -> false;
        };
    }
}
