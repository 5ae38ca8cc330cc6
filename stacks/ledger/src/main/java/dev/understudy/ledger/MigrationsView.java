package dev.understudy.ledger;

import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.MigrationStory.End;
import dev.understudy.ledger.MigrationStory.Move;
import dev.understudy.ledger.MigrationStory.Outcome;
import dev.understudy.ledger.MigrationStory.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The records of a ledger folded into migrations, orders and answers, for whoever tells people of them. It knows nothing
 * but the records it was given, in the order of the ledger; each may be given twice.
 */
public final class MigrationsView {
    private long sequence;
    private final List<Told> told = new ArrayList<>();
    private final Map<ServiceId, Told> underWay = new HashMap<>();
    private final Map<ServiceId, LedgerRecord.Journaled> newest = new TreeMap<>();
    private final Map<ServiceId, WeightsRevision> heads = new TreeMap<>();
    private final Map<Long, Application> applications = new HashMap<>();
    private final List<Given> orders = new ArrayList<>();
    private final List<LedgerRecord.Answered> answers = new ArrayList<>();

    /** A migration while its story grows. */
    private static final class Told {
        private final List<Step> steps = new ArrayList<>();
        private final List<WeightsRevision> revisions = new ArrayList<>();
        private final List<Performed> tasks = new ArrayList<>();
        private Optional<End> end = Optional.empty();
    }

    /** What records say, from the ledger's first on. */
    public static MigrationsView of(Iterable<LedgerRecord> records) {
        var view = new MigrationsView();
        records.forEach(view::take);
        return view;
    }

    /** Takes the next record; one that was taken before changes nothing. */
    public void take(LedgerRecord record) {
        if (record.sequence() <= sequence) {
            return;
        }
        sequence = record.sequence();
        switch (record) {
            case LedgerRecord.Revised(long _, var revision) -> take(revision);
            case LedgerRecord.AppliedTo(long _, var application) ->
                applications.put(application.revision(), application);
            case LedgerRecord.Journaled journaled -> take(journaled);
            case LedgerRecord.Ordered(long number, var order) -> orders.add(new Given(number, order));
            case LedgerRecord.Answered answered -> answers.add(answered);
            case LedgerRecord.Noticed _ -> {}
        }
    }

    private void take(WeightsRevision revision) {
        var service = revision.change().service();
        heads.put(service, revision);
        var current = underWay.get(service);
        if (current != null && revision.change().author().kind() == Author.Kind.AGENT) {
            current.revisions.add(revision);
        }
    }

    private void take(LedgerRecord.Journaled record) {
        var entry = record.entry();
        newest.put(entry.service(), record);
        var id = entry.state().underWay().map(migration -> migration.id());
        var before = underWay.get(entry.service());
        if (before != null) {
            entry.performed().ifPresent(before.tasks::addAll);
        }
        if (before != null && !id.equals(Optional.of(idOf(before)))) {
            before.end = Optional.of(new End(record.sequence(), record.at(), outcome(before), entry.because()));
            underWay.remove(entry.service());
        }
        if (id.isPresent()) {
            var step = new Step(
                    record.sequence(), record.at(), entry.state(), entry.because(), entry.author(), entry.fence());
            underWay.computeIfAbsent(entry.service(), _ -> begin()).steps.add(step);
        }
    }

    private Told begin() {
        var next = new Told();
        told.add(next);
        return next;
    }

    private static MigrationId idOf(Told one) {
        return one.steps.getLast().state().underWay().orElseThrow().id();
    }

    /** By what it did last: only what has moved all traffic can end well. */
    private static Outcome outcome(Told ended) {
        return switch (ended.steps.getLast().state()) {
            case MigrationState.RollingBack _ -> Outcome.ROLLED_BACK;
            case MigrationState.Settling _, MigrationState.Retiring _ -> Outcome.DONE;
            case MigrationState.Watching _,
                    MigrationState.Warming _,
                    MigrationState.PreCopying _,
                    MigrationState.Connecting _,
                    MigrationState.Shifting _,
                    MigrationState.CuttingOver _,
                    MigrationState.Draining _ -> Outcome.LEFT;
        };
    }

    private MigrationStory story(Told one) {
        var moves = one.revisions.stream()
                .map(revision -> new Move(revision, Optional.ofNullable(applications.get(revision.number()))))
                .toList();
        return new MigrationStory(
                one.steps.getLast().state().underWay().orElseThrow(), one.steps, moves, one.tasks, one.end);
    }

    /** Position of the newest record that was taken; 0 for none. */
    public long sequence() {
        return sequence;
    }

    /** All migrations, in the order they began. */
    public List<MigrationStory> migrations() {
        return told.stream().map(this::story).toList();
    }

    public Optional<MigrationStory> migration(MigrationId id) {
        return told.stream().filter(one -> idOf(one).equals(id)).findFirst().map(this::story);
    }

    /** The migration of a service that is under way. */
    public Optional<MigrationStory> underWay(ServiceId service) {
        return Optional.ofNullable(underWay.get(service)).map(this::story);
    }

    /** The newest journal entry of a service. */
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return Optional.ofNullable(newest.get(service));
    }

    /** The newest revision of each service. */
    public Map<ServiceId, WeightsRevision> heads() {
        return new TreeMap<>(heads);
    }

    /** All orders ever given. */
    public Orders orders() {
        return Orders.of(orders);
    }

    /** What was said to an order, the oldest first. */
    public List<LedgerRecord.Answered> answers(long order) {
        return answers.stream().filter(one -> one.answer().order() == order).toList();
    }

    /** Orders that hold now and are not done with: a command is, once it was accepted, planned or refused. */
    public List<Given> live(Instant now) {
        return orders().at(now).given().stream()
                .filter(one -> !isCommand(one) || answers(one.number()).stream().noneMatch(MigrationsView::isLast))
                .toList();
    }

    private static boolean isCommand(Given one) {
        return switch (one.order().what()) {
            case What.Migrate _, What.RollBack _, What.Drill _ -> true;
            case What.Hold _, What.Pin _, What.Pause _, What.Stop _, What.Approve _, What.Release _ -> false;
        };
    }

    private static boolean isLast(LedgerRecord.Answered answered) {
        return switch (answered.answer().verdict()) {
            case PLANNED, ACCEPTED, REFUSED -> true;
            case NEEDS_APPROVAL -> false;
        };
    }
}
