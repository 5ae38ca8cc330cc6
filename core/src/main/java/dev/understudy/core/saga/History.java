package dev.understudy.core.saga;

import java.time.Instant;

/**
 * What a service has been through, as far as it matters to what comes next. It goes from journal entry to journal entry,
 * so that whoever leads next keeps the same cool-downs.
 *
 * @param migrations how many have begun
 * @param outAllowedAt from when a move to the shadow may begin
 * @param homeAllowedAt from when a move home may begin
 * @param failures migrations in a row that were rolled back for a fault
 * @param lastOrder number of the newest order that began a migration; 0 for none
 * @param placed whether a person's order put the traffic where it is, so that calm alone does not bring it home
 * @param practisedAt when the shadow was last proven by a migration or drill that went well; the distant past for never
 * @param drilledAt when the last drill ended, well or not; the distant past for never
 */
public record History(
        long migrations,
        Instant outAllowedAt,
        Instant homeAllowedAt,
        int failures,
        long lastOrder,
        boolean placed,
        Instant practisedAt,
        Instant drilledAt) {
    /** Nothing has happened yet. */
    public static final History NONE =
            new History(0, Instant.EPOCH, Instant.EPOCH, 0, 0, false, Instant.EPOCH, Instant.EPOCH);

    /** Cool-downs are doubled this often at most. */
    private static final int MOST_DOUBLINGS = 4;

    History begun(long order, boolean byPerson) {
        return new History(
                migrations + 1,
                outAllowedAt,
                homeAllowedAt,
                failures,
                order == 0 ? lastOrder : order,
                byPerson,
                practisedAt,
                drilledAt);
    }

    History cooling(Instant out, Instant home) {
        return new History(migrations, out, home, failures, lastOrder, placed, practisedAt, drilledAt);
    }

    History failed() {
        return new History(
                migrations,
                outAllowedAt,
                homeAllowedAt,
                Math.min(failures + 1, MOST_DOUBLINGS),
                lastOrder,
                false,
                practisedAt,
                drilledAt);
    }

    History unplaced() {
        return new History(migrations, outAllowedAt, homeAllowedAt, failures, lastOrder, false, practisedAt, drilledAt);
    }

    History well() {
        return new History(migrations, outAllowedAt, homeAllowedAt, 0, lastOrder, placed, practisedAt, drilledAt);
    }

    History practised(Instant at) {
        return new History(migrations, outAllowedAt, homeAllowedAt, failures, lastOrder, placed, at, drilledAt);
    }

    History drilled(Instant at) {
        return new History(migrations, outAllowedAt, homeAllowedAt, failures, lastOrder, placed, practisedAt, at);
    }
}
