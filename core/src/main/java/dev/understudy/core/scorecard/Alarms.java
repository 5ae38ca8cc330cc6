package dev.understudy.core.scorecard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the alarms of one subject were worth. An alarm is a statement that the product would act on; it lasts until what
 * it warns of comes, or until the horizon after its last repetition has passed.
 *
 * @param onsets troubles that began while the zone was watched
 * @param foreseen those that an alarm stood before
 * @param falseAlarms alarms after which nothing came
 * @param leadSeconds how long before the trouble the alarm began, seconds, the newest last; at most {@link #LEADS}
 * @param since when the present alarm began; empty where there is none
 * @param repeatedAt when it was last repeated
 */
public record Alarms(
        long onsets,
        long foreseen,
        long falseAlarms,
        List<Long> leadSeconds,
        Optional<Instant> since,
        Instant repeatedAt) {
    /** Lead times that are kept. */
    static final int LEADS = 32;

    public static final Alarms NONE = new Alarms(0, 0, 0, List.of(), Optional.empty(), Instant.EPOCH);

    public Alarms {
        leadSeconds = List.copyOf(leadSeconds);
    }

    Alarms raised(Instant now) {
        return new Alarms(onsets, foreseen, falseAlarms, leadSeconds, Optional.of(since.orElse(now)), now);
    }

    Alarms seen(Truth truth, boolean onset, Duration horizon) {
        var now = truth.at();
        var current = this;
        if (since.isPresent() && now.isAfter(repeatedAt.plus(horizon))) {
            current = new Alarms(onsets, foreseen, falseAlarms + 1, leadSeconds, Optional.empty(), repeatedAt);
        }
        if (onset) {
            return current.began(now);
        }
        // An alarm in the middle of a trouble warns of nothing.
        return truth.broken() && current.since.isPresent()
                ? new Alarms(onsets, foreseen, falseAlarms, leadSeconds, Optional.empty(), repeatedAt)
                : current;
    }

    private Alarms began(Instant now) {
        boolean warned = since.filter(now::isAfter).isPresent();
        return new Alarms(
                onsets + 1,
                foreseen + (warned ? 1 : 0),
                falseAlarms,
                warned
                        ? Thinning.with(
                                leadSeconds,
                                Duration.between(since.orElseThrow(), now).toSeconds(),
                                LEADS)
                        : leadSeconds,
                Optional.empty(),
                repeatedAt);
    }

    /** The middle of the lead times, seconds; empty while nothing was foreseen. */
    public Optional<Long> medianLeadSeconds() {
        return leadSeconds.isEmpty()
                ? Optional.empty()
                : Optional.of(leadSeconds.stream().sorted().toList().get(leadSeconds.size() / 2));
    }
}
