package dev.understudy.cli.demo;

import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MigrationStory;
import dev.understudy.ledger.MigrationsView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the demo has seen so far, in one place and in order. Its methods may be called from any thread. */
final class Chronicle {
    private final NavigableMap<Long, WeightsRevision> revisions = new TreeMap<>();
    private final Map<Long, Application> applications = new TreeMap<>();
    private final Map<Long, Instant> sightings = new TreeMap<>();
    private final List<Count> counts = new ArrayList<>();
    private final List<Said> decisions = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final MigrationsView migrations = new MigrationsView();
    private Optional<BalancerView> balancer = Optional.empty();
    private long sighted;

    /** Requests that were under way while the balancer turned are left out of what is measured. */
    private static final Duration SETTLING = Duration.ofMillis(300);

    /** What the services had served in all, by zone. */
    private record Count(Instant at, SortedMap<ZoneId, Long> served) {}

    /** A decision that an agent made, with the weights it wanted. */
    record Said(Instant at, Weights weights) {}

    /** A record of the ledger, for the story of the migrations. */
    synchronized void told(LedgerRecord entry) {
        migrations.take(entry);
    }

    /** Every migration so far, in the order they began. */
    synchronized List<MigrationStory> migrations() {
        return migrations.migrations();
    }

    /** How many migrations have ended. */
    synchronized long ended() {
        return migrations.migrations().stream()
                .filter(story -> story.end().isPresent())
                .count();
    }

    synchronized void recorded(WeightsRevision revision) {
        revisions.put(revision.number(), revision);
    }

    synchronized void applied(Application application) {
        applications.put(application.revision(), application);
    }

    synchronized void noticed(Notice notice) {
        notices.add(notice);
    }

    /** Sentences for a person, such as changes of the program that wait. */
    synchronized List<Notice> notices() {
        return List.copyOf(notices);
    }

    synchronized void decided(Said said) {
        if (!decisions.contains(said)) {
            decisions.add(said);
        }
    }

    /** The balancer as it was just read. */
    synchronized void observed(BalancerView view, Instant at) {
        balancer = Optional.of(view);
        for (var revision : revisions.tailMap(sighted, true).descendingMap().values()) {
            if (Shares.close(revision.change().weights(), view.effective())) {
                sightings.putIfAbsent(revision.number(), at);
                sighted = revision.number();
                return;
            }
        }
    }

    /** What the services had served in all, counted between two moments of which the later is {@code at}. */
    synchronized void counted(SortedMap<ZoneId, Long> served, Instant at) {
        counts.add(new Count(at, served));
    }

    synchronized Optional<BalancerView> balancer() {
        return balancer;
    }

    synchronized Optional<WeightsRevision> head() {
        return revisions.isEmpty()
                ? Optional.empty()
                : Optional.of(revisions.lastEntry().getValue());
    }

    /** Whether the newest revision is as wished, applied, and seen in force. */
    synchronized boolean settledAt(Predicate<Weights> wish) {
        return head().filter(revision -> wish.test(revision.change().weights())
                        && applications.containsKey(revision.number())
                        && sightings.containsKey(revision.number()))
                .isPresent();
    }

    /** Whether the newest revision is as wished and seen in force, recorded as applied or not yet. */
    synchronized boolean inForce(Predicate<Weights> wish) {
        return head().filter(
                        revision -> wish.test(revision.change().weights()) && sightings.containsKey(revision.number()))
                .isPresent();
    }

    /** Every revision after the first of the ledger that changed the traffic, with what became of it. */
    synchronized List<Move> moves(List<Weather.Change> weather) {
        var moves = new ArrayList<Move>();
        for (WeightsRevision revision : revisions.values()) {
            var before = revisions.lowerEntry(revision.number());
            if (before != null
                    && !revision.change()
                            .weights()
                            .equals(before.getValue().change().weights())) {
                moves.add(move(revision, before.getValue().change().weights(), weather));
            }
        }
        return moves;
    }

    private Move move(WeightsRevision revision, Weights before, List<Weather.Change> weather) {
        var change = revision.change();
        var application = Optional.ofNullable(applications.get(revision.number()));
        var sighting = Optional.ofNullable(sightings.get(revision.number()));
        Instant decidedAt = decisions.stream()
                .filter(said ->
                        said.weights().equals(change.weights()) && !said.at().isAfter(revision.at()))
                .map(Said::at)
                .reduce((_, later) -> later)
                .orElse(revision.at());
        var cause = weather.stream()
                .map(Weather.Change::at)
                .filter(at -> at.isBefore(revision.at()))
                .reduce((_, later) -> later);
        return new Move(
                revision.number(),
                change.weights(),
                change.reason().sentence(),
                change.author().toString(),
                cause,
                decidedAt,
                revision.at(),
                application.map(Application::appliedAt),
                sighting,
                application.map(Application::update),
                sighting.flatMap(since -> measure(Shares.gainer(before, change.weights()), revision, since, weather)));
    }

    /**
     * What was served from soon after the revision was in force until one with other weights was recorded, or the weather
     * changed: the balancer's own checks take a dead zone out before anybody records it.
     */
    private Optional<MeasuredShare> measure(
            ZoneId zone, WeightsRevision revision, Instant since, List<Weather.Change> weather) {
        var turn = weather.stream()
                .map(Weather.Change::at)
                .filter(at -> at.isAfter(since))
                .findFirst();
        var next = revisions.tailMap(revision.number(), false).values().stream()
                .filter(later ->
                        !later.change().weights().equals(revision.change().weights()))
                .findFirst()
                .map(WeightsRevision::at);
        var during = counts.stream()
                .filter(count -> count.at().isAfter(since.plus(SETTLING)))
                .filter(count -> next.isEmpty() || count.at().isBefore(next.get()))
                .filter(count -> turn.isEmpty() || count.at().isBefore(turn.get()))
                .toList();
        if (during.size() < 2) {
            return Optional.empty();
        }
        long all = 0;
        long ours = 0;
        for (var entry : during.getLast().served().entrySet()) {
            long served = entry.getValue() - during.getFirst().served().getOrDefault(entry.getKey(), 0L);
            all += served;
            ours += entry.getKey().equals(zone) ? served : 0;
        }
        return Optional.of(MeasuredShare.of(
                zone.value(), ours, all, revision.change().weights().of(zone) / 100.0));
    }
}
