package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what a signal announces comes true, and what weight it has earned by that. Each announcement is one trial: did
 * a trouble begin in the zone it names, within the time it names, after it was known? Beside it stands the chance that
 * one would have begun in that span anyhow.
 *
 * @param source name of the signal's source
 * @param trials announcements that were tried, old ones faded
 * @param hits those that came true, faded
 * @param chance sum of what chance alone would have made come true, faded
 * @param late announcements made when the zone was broken already, ever; they foretell nothing and are no trials
 * @param unwatched announcements whose time was not watched, ever
 * @param onsets troubles that began while the source could be read, faded
 * @param announced those that one of its announcements covered, faded
 * @param pending announcements whose time is not over
 */
public record SignalGrades(
        String source,
        double trials,
        double hits,
        double chance,
        long late,
        long unwatched,
        double onsets,
        double announced,
        List<Announcement> pending) {
    /** Announcements of one source that wait at most; further ones are not graded. */
    public static final int PENDING = 64;

    /** Span of an announcement that is graded at most: beyond it, something happens to every zone. */
    public static final Duration SPAN_MAX = Duration.ofDays(7);

    private static final double MEMORY = 200;

    /**
     * Something announced.
     *
     * @param id as the source calls it
     * @param zone it is about
     * @param knownAt when it was first read
     * @param from begin of the time it names, not before it was known
     * @param until end of it
     * @param watchedHours hours of it that were watched
     * @param came whether a trouble began in it
     */
    public record Announcement(
            String id, ZoneId zone, Instant knownAt, Instant from, Instant until, double watchedHours, boolean came) {
        boolean covers(Instant at) {
            return !at.isBefore(from) && at.isBefore(until);
        }

        private Announcement watched(double hours, boolean onset) {
            return new Announcement(id, zone, knownAt, from, until, watchedHours + hours, came || onset);
        }

        private Announcement until(Instant newUntil) {
            return new Announcement(id, zone, knownAt, from, newUntil, watchedHours, came);
        }

        private double hours() {
            return Thinning.seconds(Duration.between(from, until)) / 3600;
        }
    }

    public SignalGrades {
        pending = List.copyOf(pending);
    }

    static SignalGrades none(String source) {
        return new SignalGrades(source, 0, 0, 0, 0, 0, 0, 0, List.of());
    }

    /** Takes an announcement, or the newest form of one that waits: its end may have moved. */
    SignalGrades said(String id, ZoneId zone, Instant from, Instant until, boolean broken, Instant now) {
        var begin = from.isBefore(now) ? now : from;
        var most = begin.plus(SPAN_MAX);
        var end = until.isBefore(most) ? until : most;
        var left = new ArrayList<Announcement>();
        boolean known = false;
        for (Announcement waiting : pending) {
            boolean same = waiting.id().equals(id) && waiting.zone().equals(zone);
            known |= same;
            left.add(
                    same && end.isAfter(waiting.from())
                            ? waiting.until(least(end, waiting.from().plus(SPAN_MAX)))
                            : waiting);
        }
        if (known) {
            return with(left, late);
        }
        if (broken) {
            return with(pending, late + 1);
        }
        if (!end.isAfter(begin) || pending.size() >= PENDING) {
            return this;
        }
        left.add(new Announcement(id, zone, now, begin, end, 0, false));
        return with(left, late);
    }

    private static Instant least(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private SignalGrades with(List<Announcement> newPending, long newLate) {
        return new SignalGrades(source, trials, hits, chance, newLate, unwatched, onsets, announced, newPending);
    }

    /**
     * Takes a look at a zone.
     *
     * @param readable whether the source is fresh, so that its silence means something
     */
    SignalGrades seen(Truth truth, ZoneLog before, boolean onset, boolean readable) {
        var since = Duration.between(before.seenAt(), truth.at());
        double hours = since.compareTo(ZoneLog.GAP) <= 0 ? Thinning.seconds(since) / 3600 : 0;
        boolean covered = false;
        var next = this;
        var left = new ArrayList<Announcement>();
        for (Announcement waiting : pending) {
            if (!waiting.zone().equals(truth.zone())) {
                left.add(waiting);
                continue;
            }
            boolean now = waiting.covers(truth.at());
            covered |= now;
            var watched = now ? waiting.watched(hours, onset) : waiting;
            if (truth.at().isBefore(waiting.until())) {
                left.add(watched);
            } else {
                next = next.graded(watched, before);
            }
        }
        next = next.with(left, late);
        return onset && (readable || covered) ? next.began(covered) : next;
    }

    private SignalGrades graded(Announcement over, ZoneLog log) {
        if (!over.came() && over.watchedHours() < over.hours() / 2) {
            return new SignalGrades(source, trials, hits, chance, late, unwatched + 1, onsets, announced, pending);
        }
        double old = Math.exp(-1 / MEMORY);
        return new SignalGrades(
                source,
                trials * old + 1,
                hits * old + (over.came() ? 1 : 0),
                chance * old + log.chanceWithin(over.hours()),
                late,
                unwatched,
                onsets,
                announced,
                pending);
    }

    private SignalGrades began(boolean covered) {
        double old = Math.exp(-1 / MEMORY);
        return new SignalGrades(
                source,
                trials,
                hits,
                chance,
                late,
                unwatched,
                onsets * old + 1,
                announced * old + (covered ? 1 : 0),
                pending);
    }

    /** Share of the announcements that came true; empty before the first trial. */
    public Optional<Double> precision() {
        return trials > 0 ? Optional.of(hits / trials) : Optional.empty();
    }

    /** The interval in which that share lies. */
    public Wilson precisionInterval() {
        return Wilson.of(Math.min(hits, trials), trials);
    }

    /** Share of the troubles that it had announced; empty before the first trouble. */
    public Optional<Double> recall() {
        return onsets > 0 ? Optional.of(announced / onsets) : Optional.empty();
    }

    /** Share of the announcements that would have come true by chance, 0 to 1. */
    public double byChance() {
        return trials > 0 ? Math.min(1, chance / trials) : 0;
    }

    /** How much more often they came true than by chance; empty where chance alone never would have. */
    public Optional<Double> lift() {
        return byChance() > 0 ? precision().map(share -> share / byChance()) : Optional.empty();
    }

    /**
     * What an announcement of this source may add to the risk of a zone, 0 to 1: the least share that still fits what was
     * seen, less what chance explains, of what chance leaves. With it, the risk during an announcement comes to that
     * least share. 0 until the source has shown that it helps, and 0 again when it no longer does.
     */
    public double weight() {
        double byChance = byChance();
        return byChance >= 1 ? 0 : Math.max(0, (precisionInterval().low() - byChance) / (1 - byChance));
    }

    /** Whether it was shown that it helps. */
    public boolean helps() {
        return weight() > 0;
    }
}
