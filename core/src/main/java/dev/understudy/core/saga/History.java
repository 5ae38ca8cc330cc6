package dev.understudy.core.saga;

import java.time.Instant;
import java.util.Optional;

/**
 * What a service has been through, as far as it matters to what comes next. It goes from journal entry to journal entry,
 * so that whoever leads next keeps the same cool-downs.
 *
 * @param migrations how many have begun
 * @param outAllowedAt from when a move to the shadow may begin
 * @param homeAllowedAt from when a move home may begin
 * @param failures migrations in a row that were rolled back for a fault, counted no further than matters
 * @param lastOrder number of the newest order that began a migration; 0 for none
 * @param placed whether a person's order put the traffic where it is, so that calm alone does not bring it home
 * @param provenAt when a migration or drill last went well
 * @param drillFailedAt when a drill last failed
 */
public record History(
        long migrations,
        Instant outAllowedAt,
        Instant homeAllowedAt,
        int failures,
        long lastOrder,
        boolean placed,
        Optional<Instant> provenAt,
        Optional<Instant> drillFailedAt) {
    /** Nothing has happened yet. */
    public static final History NONE =
            new History(0, Instant.EPOCH, Instant.EPOCH, 0, 0, false, Optional.empty(), Optional.empty());

    /** Cool-downs are doubled this often at most. */
    private static final int MOST_DOUBLINGS = 4;

    /** Another migration has begun. */
    History begun(long order, boolean byPerson) {
        return new History(
                migrations + 1,
                outAllowedAt,
                homeAllowedAt,
                failures,
                order == 0 ? lastOrder : order,
                byPerson,
                provenAt,
                drillFailedAt);
    }

    History cooling(Instant out, Instant home) {
        return new History(migrations, out, home, failures, lastOrder, placed, provenAt, drillFailedAt);
    }

    /** The order was carried out. */
    History ordered(long order) {
        return new History(migrations, outAllowedAt, homeAllowedAt, failures, order, placed, provenAt, drillFailedAt);
    }

    /** A migration was rolled back for a fault. */
    History failed() {
        return ended(Math.min(failures + 1, MOST_DOUBLINGS), false);
    }

    /** A migration ended without one. */
    History well() {
        return ended(0, placed);
    }

    /** Nobody's order holds the traffic where it is. */
    History unplaced() {
        return ended(failures, false);
    }

    private History ended(int failed, boolean stays) {
        return new History(migrations, outAllowedAt, homeAllowedAt, failed, lastOrder, stays, provenAt, drillFailedAt);
    }

    History proven(Instant at) {
        return new History(
                migrations, outAllowedAt, homeAllowedAt, failures, lastOrder, placed, Optional.of(at), drillFailedAt);
    }

    History drillFailed(Instant at) {
        return new History(
                migrations, outAllowedAt, homeAllowedAt, failures, lastOrder, placed, provenAt, Optional.of(at));
    }
}
