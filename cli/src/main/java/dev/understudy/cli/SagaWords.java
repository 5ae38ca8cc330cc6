package dev.understudy.cli;

import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.orders.Orders.Move;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.MigrationStory;
import dev.understudy.ledger.MigrationsView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Migrations and orders in words. */
final class SagaWords {
    private SagaWords() {}

    /** What became of a migration, or where it is. */
    static String standing(MigrationStory story) {
        return story.end()
                .map(end -> switch (end.outcome()) {
                    case DONE -> "done";
                    case ROLLED_BACK -> "rolled back";
                    case LEFT -> "left as it stood";
                })
                .orElseGet(() -> story.state().phase());
    }

    static String kind(Migration migration) {
        return migration.kind().name().toLowerCase(Locale.ROOT);
    }

    /** What is ordered. */
    static String what(Order order) {
        return switch (order.what()) {
            case What.Hold() -> "hold";
            case What.Pin(var zone) -> "pin to " + zone;
            case What.Pause() -> "pause";
            case What.Stop() -> "stop";
            case What.Migrate(var to, boolean dryRun, boolean force) ->
                (dryRun ? "dry run to " : "migrate to ") + to + (force ? ", forced" : "");
            case What.RollBack() -> "roll back";
            case What.Drill() -> "drill";
            case What.Approve(String subject) -> "approve " + subject;
            case What.Release(long number) -> "release " + number;
        };
    }

    /** A piece of work, with the number of its attempt from the second on. */
    static String task(TaskId task) {
        return task.work() + (task.attempt() == 1 ? "" : " #" + task.attempt());
    }

    /** How a piece of work ended, and how long it took. */
    static String ended(Performed task) {
        String end = switch (task.end()) {
            case TaskEnd.Done _ -> "done";
            case TaskEnd.Refused _ -> "refused";
            case TaskEnd.Failed _ -> "failed";
        };
        return end + " after "
                + Duration.between(task.askedAt(), task.endedAt()).toMillis() + " ms: "
                + task.end().because();
    }

    /** Whom an order is about. */
    static String about(Order order) {
        return order.service().map(ServiceId::value).orElse("all");
    }

    /** Until when an order holds. */
    static String until(Order order) {
        return order.expires().map(Object::toString).orElse("released");
    }

    /** Weights of a revision and, where it has any, its sizes and writer. */
    static String place(WeightsRevision revision) {
        return revision.change().weights().inPercent() + sizes(revision.change().provision());
    }

    private static String sizes(Provision provision) {
        var text = new StringBuilder();
        provision
                .instances()
                .forEach((zone, number) -> text.append("; ")
                        .append(zone)
                        .append(' ')
                        .append(number)
                        .append(number == 1 ? " instance" : " instances"));
        provision.writer().ifPresent(zone -> text.append("; writer ").append(zone));
        return text.toString();
    }

    /** What an order does now, by the same rules as the agents': a line for each service it is about. */
    static List<String> now(Given one, MigrationsView view) {
        return switch (one.order().what()) {
            case What.Migrate _, What.RollBack _, What.Drill _ ->
                List.of(view.answers(one.number()).isEmpty() ? "waits for an answer" : "waits for a second person");
            case What.Approve(String subject) -> List.of("counts for " + subject);
            case What.Release _ -> List.of();
            case What.Hold _, What.Pin _, What.Pause _, What.Stop _ -> blocks(one, view);
        };
    }

    private static List<String> blocks(Given one, MigrationsView view) {
        var alone = new Orders.Live(List.of(one));
        var lines = new ArrayList<String>();
        view.heads().forEach((service, head) -> {
            if (one.order().service().map(service::equals).orElse(true)) {
                var zones = head.change().weights().shares().keySet();
                var blocked = new LinkedHashMap<String, List<String>>();
                for (Move move : Move.values()) {
                    var closed = zones.stream()
                            .filter(to -> alone.blocksStart(service, to, move).isPresent())
                            .map(ZoneId::value)
                            .toList();
                    if (!closed.isEmpty()) {
                        String to = closed.size() == zones.size() ? "" : " to " + String.join(", ", closed);
                        blocked.computeIfAbsent(to, _ -> new ArrayList<>()).add(word(move));
                    }
                }
                blocked.forEach((to, moves) -> lines.add("no " + String.join(", no ", moves) + " of " + service + to));
                view.underWay(service).ifPresent(story -> lines.addAll(holdsUp(alone, story)));
            }
        });
        return lines;
    }

    private static List<String> holdsUp(Orders.Live alone, MigrationStory story) {
        var migration = story.migration();
        var service = migration.id().service();
        var move = move(migration);
        if (mayTurn(story.state())
                && alone.turnsBack(service, migration.to(), move).isPresent()) {
            return List.of(migration.id() + " goes back");
        }
        return alone.blocksStep(service, move).isPresent()
                ? List.of(migration.id() + " stays at " + story.state().phase())
                : List.of();
    }

    /** Once the writer changes place, a migration is ended rather than turned back. */
    private static boolean mayTurn(MigrationState state) {
        return switch (state) {
            case MigrationState.Warming _,
                    MigrationState.PreCopying _,
                    MigrationState.Connecting _,
                    MigrationState.Shifting _ -> true;
            case MigrationState.Watching _,
                    MigrationState.CuttingOver _,
                    MigrationState.Draining _,
                    MigrationState.Settling _,
                    MigrationState.Retiring _,
                    MigrationState.RollingBack _ -> false;
        };
    }

    private static Move move(Migration migration) {
        if (migration.forced()) {
            return Move.FORCED;
        }
        return switch (migration.kind()) {
            case PLANNED -> Move.PLANNED;
            case EVACUATION -> Move.EVACUATION;
            case DRILL -> Move.DRILL;
        };
    }

    private static String word(Move move) {
        return switch (move) {
            case PLANNED -> "migration";
            case DRILL -> "drill";
            case EVACUATION -> "evacuation";
            case FORCED -> "forced migration";
        };
    }
}
