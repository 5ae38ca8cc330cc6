package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Answer.Verdict;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.saga.Departure.Wish;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.Moving;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.MigrationState.Watching;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people have ordered: what comes of it, and what they are told. An order is carried out through the journal, which
 * keeps its number; so whoever leads after that tells its owner the same.
 */
public final class Commands {
    /** How long an agent that has only begun to look refuses nothing for what it does not see. */
    private static final Duration EYES_OPEN = Duration.ofSeconds(10);

    private Commands() {}

    /** What becomes of an order: it is answered, or begins something. */
    private sealed interface Fate {
        /** It is told so. */
        record Told(Verdict verdict, String text) implements Fate {}

        /** It waits: this agent has only begun to look. */
        record Later() implements Fate {}

        /** It is carried out. */
        record Done(Plan plan) implements Fate {}
    }

    /** The answers that are due now. The same answer may be due until its order is gone. */
    public static List<Answer> answers(Scene scene, MigrationState state) {
        return scene.orders().commands(scene.now().service().service()).stream()
                .flatMap(given -> fate(scene, state, given) instanceof Fate.Told(var verdict, var text)
                        ? Optional.of(new Answer(given.number(), verdict, text, scene.at())).stream()
                        : Stream.<Answer>empty())
                .toList();
    }

    /** What the oldest order that can be carried out begins. */
    static Optional<Plan> wanted(Scene scene, MigrationState state) {
        if (state instanceof Forward forward) {
            var turned = Planner.pinnedElsewhere(scene, forward);
            if (turned.isPresent()) {
                return turned;
            }
        }
        return scene.orders().commands(scene.now().service().service()).stream()
                .flatMap(given -> fate(scene, state, given) instanceof Fate.Done(var plan)
                        ? Optional.of(plan).stream()
                        : Stream.<Plan>empty())
                .findFirst();
    }

    private static Fate fate(Scene scene, MigrationState state, Given given) {
        if (state.history().lastOrder() == given.number()) {
            return new Fate.Told(Verdict.ACCEPTED, accepted(scene, state, given.number()));
        }
        var refused = scene.refused().filter(one -> one.order() == given.number());
        if (refused.isPresent()) {
            return new Fate.Told(Verdict.REFUSED, refused.get().why());
        }
        return switch (given.order().what()) {
            case What.Migrate migrate -> migrate(scene, state, given, migrate);
            case What.Drill() -> drill(scene, state, given);
            case What.RollBack() -> rollBack(scene, state, given);
            case What.Hold _, What.Pin _, What.Pause _, What.Stop _, What.Approve _, What.Release _ ->
                new Fate.Told(Verdict.ACCEPTED, "it holds");
        };
    }

    /** The plan of what the order began, for as long as it is under way. */
    private static String accepted(Scene scene, MigrationState state, long number) {
        return switch (state) {
            case RollingBack back ->
                "migration " + back.migration().id() + " is rolled back: "
                        + back.why().sentence();
            case Moving moving
            when moving.migration().order() == number ->
                MigrationPlan.of(scene.now().service(), moving.migration()).render();
            case Moving moving -> "migration " + moving.migration().id() + " is under way";
            case Watching _ -> "it was carried out";
        };
    }

    private static Fate migrate(Scene scene, MigrationState state, Given given, What.Migrate migrate) {
        var service = scene.now().service();
        if (!migrate.to().equals(service.primary()) && !migrate.to().equals(service.shadow())) {
            return refuse("zone " + migrate.to() + " is neither primary nor shadow of service " + service.service()
                    + "; allowed: " + service.primary() + ", " + service.shadow());
        }
        if (state instanceof Moving moving) {
            return refuse("migration " + moving.migration().id() + " is under way (" + moving.phase() + ")");
        }
        boolean home = migrate.to().equals(service.primary());
        var why = why("ordered", given.order());
        var wish = new Wish(Migration.Kind.PLANNED, given.order().owner(), given.number(), migrate.force(), why);
        var migration =
                home ? Departure.home(scene, state.history(), wish) : Departure.away(scene, state.history(), wish);
        if (Watch.isThere(scene, migration)) {
            return refuse("service " + service.service() + " is in zone " + migrate.to() + " already: "
                    + scene.weights().inPercent());
        }
        boolean waits = migrate.force()
                && !scene.orders()
                        .approved(Long.toString(given.number()), given.order().owner());
        if (migrate.dryRun()) {
            return switch (plan(scene, state, migration)) {
                case Fate.Told refused -> refused;
                case Fate.Later later -> later;
                case Fate.Done _ ->
                    new Fate.Told(
                            Verdict.PLANNED,
                            MigrationPlan.of(service, migration).render());
            };
        }
        return waits
                ? new Fate.Told(
                        Verdict.NEEDS_APPROVAL, "force needs a second person: understudy approve " + given.number())
                : plan(scene, state, migration);
    }

    private static Fate drill(Scene scene, MigrationState state, Given given) {
        if (state instanceof Moving moving) {
            return refuse("migration " + moving.migration().id() + " is under way (" + moving.phase() + ")");
        }
        if (!Watch.isHome(scene)) {
            return refuse(
                    "a drill begins at home; the traffic is " + scene.weights().inPercent());
        }
        var why = why("drill ordered", given.order());
        var wish = new Wish(Migration.Kind.DRILL, given.order().owner(), given.number(), false, why);
        return plan(scene, state, Departure.away(scene, state.history(), wish));
    }

    private static Fate rollBack(Scene scene, MigrationState state, Given given) {
        return switch (state) {
            case Watching _ ->
                refuse("no migration is under way, and the old zone of the last one is not kept warm any more;"
                        + " order a migration back");
            case RollingBack back -> new Fate.Told(Verdict.ACCEPTED, accepted(scene, back, given.number()));
            case Forward forward
            when Undo.bare(scene, forward.migration()).isPresent() ->
                refuse(Undo.bare(scene, forward.migration()).get().sentence());
            case Forward forward -> {
                var why = why("roll-back ordered", given.order());
                var history = forward.history().ordered(given.number());
                yield new Fate.Done(
                        Undo.begin(scene, forward, forward.migration().having(history), why));
            }
        };
    }

    /** The start of a migration, or the sentence of the guardrail that forbids it. */
    private static Fate plan(Scene scene, MigrationState state, Migration migration) {
        if (!(state instanceof Watching watching)) {
            return refuse("a migration is under way");
        }
        var plan = Watch.begin(scene, watching, migration);
        if (!(plan.act() instanceof Act.Nothing)) {
            return new Fate.Done(plan);
        }
        boolean blind = scene.at().isBefore(scene.declaredAt().plus(EYES_OPEN))
                && (plan.topic() == Plan.Topic.FEW_OBSERVERS || plan.topic() == Plan.Topic.NO_REFUGE);
        return blind ? new Fate.Later() : refuse(plan.decision().because().sentence());
    }

    private static Because why(String verb, Order order) {
        return Because.quoting(verb + " by " + order.owner().name() + ": " + order.reason());
    }

    private static Fate refuse(String why) {
        return new Fate.Told(Verdict.REFUSED, why);
    }
}
