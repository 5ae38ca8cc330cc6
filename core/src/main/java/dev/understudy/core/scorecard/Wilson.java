package dev.understudy.core.scorecard;

/**
 * The interval in which a share lies when it was seen so often among so many, at 95 % (E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", 1927).
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 */
public record Wilson(double low, double high) {
    private static final double Z = 1.96;

    /**
     * The interval of a share.
     *
     * @param hits how often it was seen, 0 to {@code trials}; need not be whole
     * @param trials among how many, at least 0; nothing is known where it is 0
     */
    public static Wilson of(double hits, double trials) {
        if (!(hits >= 0 && hits <= trials && Double.isFinite(trials))) {
            throw new IllegalArgumentException(
                    "hits are " + hits + " of " + trials + "; allowed: 0 to the number of trials, finite");
        }
        if (trials == 0) {
            return new Wilson(0, 1);
        }
        double share = hits / trials;
        double spread = Z * Z / trials;
        double middle = (share + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt(share * (1 - share) / trials + spread / (4 * trials));
        return new Wilson(Math.max(0, middle - half), Math.min(1, middle + half));
    }
}
