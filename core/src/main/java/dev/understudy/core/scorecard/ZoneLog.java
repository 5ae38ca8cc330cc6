package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one zone was like so far: how long it was watched and how often it broke. Old history fades with a half-life of
 * {@link #HALF_LIFE}.
 *
 * @param zone the zone
 * @param seenAt newest look at it
 * @param steadySince since when there was no gap of more than {@link #GAP} between two looks
 * @param latencyMillis its latency at the newest look that had one, milliseconds
 * @param timedAt when that was
 * @param brokenAt newest look that found it broken
 * @param broken whether it was broken at the newest look
 * @param hours it was watched for, hours, faded
 * @param brokenHours it was broken for, hours, faded
 * @param onsets how often it broke, faded
 */
public record ZoneLog(
        ZoneId zone,
        Instant seenAt,
        Instant steadySince,
        OptionalDouble latencyMillis,
        Instant timedAt,
        Optional<Instant> brokenAt,
        boolean broken,
        double hours,
        double brokenHours,
        double onsets) {
    /** Two looks farther apart leave a gap in which anything may have happened. */
    public static final Duration GAP = Duration.ofMinutes(5);

    /** A zone that breaks again sooner is still in the same trouble. */
    public static final Duration QUIET = Duration.ofMinutes(5);

    /** Time in which history loses half of what it counts. */
    public static final Duration HALF_LIFE = Duration.ofDays(180);

    static ZoneLog begin(Truth truth) {
        return new ZoneLog(
                truth.zone(),
                truth.at(),
                truth.at(),
                truth.latencyMillis(),
                truth.at(),
                truth.broken() ? Optional.of(truth.at()) : Optional.empty(),
                truth.broken(),
                0,
                0,
                0);
    }

    /** Whether a look at this zone begins a new trouble. */
    boolean isOnset(Truth truth) {
        return truth.broken()
                && brokenAt.map(last -> truth.at().isAfter(last.plus(QUIET))).orElse(true);
    }

    /** The log after one more look. One no newer than the last changes nothing. */
    ZoneLog with(Truth truth) {
        if (!truth.at().isAfter(seenAt)) {
            return this;
        }
        var since = Duration.between(seenAt, truth.at());
        boolean gap = since.compareTo(GAP) > 0;
        double fading = Math.pow(0.5, Thinning.seconds(since) / Thinning.seconds(HALF_LIFE));
        double more = gap ? 0 : Thinning.seconds(since) / 3600;
        return new ZoneLog(
                zone,
                truth.at(),
                gap ? truth.at() : steadySince,
                truth.latencyMillis().isPresent() ? truth.latencyMillis() : latencyMillis,
                truth.latencyMillis().isPresent() ? truth.at() : timedAt,
                truth.broken() ? Optional.of(truth.at()) : brokenAt,
                truth.broken(),
                hours * fading + more,
                brokenHours * fading + (broken ? more : 0),
                onsets * fading + (isOnset(truth) ? 1 : 0));
    }

    /** Probability that it breaks in a span of time, were troubles to come by chance at the rate of its history. */
    public double chanceWithin(double spanHours) {
        return hours <= 0 ? 0 : 1 - Math.exp(-onsets / hours * spanHours);
    }

    /** Its latency, where it was timed not long ago. */
    OptionalDouble freshLatency(Instant now) {
        return Duration.between(timedAt, now).compareTo(GAP) <= 0 ? latencyMillis : OptionalDouble.empty();
    }
}
