package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.AdaptiveMode;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.MigrationState.Watching;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is looked after beside migrations: a database that strays follows again, the way writes are acknowledged fits lag
 * and risk, the shadow's drift is mended. One task at a time.
 *
 * @param works tasks asked for
 * @param mode how writes are to be acknowledged
 * @param refreshedAt when drift was last looked for; the distant past for never
 */
public record Upkeep(Works works, AdaptiveMode mode, Instant refreshedAt) {
    public static final Upkeep NONE = new Upkeep(Works.NONE, AdaptiveMode.START, Instant.EPOCH);

    /** Pause between two tasks for the same thing. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /**
     * What is due.
     *
     * @param next upkeep from here on
     * @param task what to ask for now
     * @param why its reason
     */
    public record Due(Upkeep next, Optional<Task> task, Because why) {
        private static final Because NOTHING = Because.of("nothing is to be looked after");
    }

    /** After a task has ended. */
    public Upkeep ended(TaskId id, TaskEnd end, Instant now) {
        return new Upkeep(works.ended(id, end, now), mode, refreshedAt);
    }

    /** What is to be done now by whoever leads. */
    public Due look(Scene scene, MigrationState state) {
        if (busy(scene) || scene.orders().stop().isPresent()) {
            return new Due(this, Optional.empty(), Due.NOTHING);
        }
        var acknowledged = acknowledge(scene, state);
        if (acknowledged.task().isPresent() || !(state instanceof Watching)) {
            return acknowledged;
        }
        return rejoin(scene).or(() -> refresh(scene)).orElse(acknowledged);
    }

    private boolean busy(Scene scene) {
        var patience = scene.now().policy().saga().patience();
        return works.asked().values().stream()
                .anyMatch(one -> one.end().isEmpty()
                        && !one.fence().isOlderThan(scene.fence())
                        && Duration.between(one.at(), scene.at()).compareTo(patience) < 0);
    }

    private Due acknowledge(Scene scene, MigrationState state) {
        var view = scene.now().data();
        if (view.isEmpty()
                || !(scene.now().service().data() instanceof DataPolicy.Replicated data)
                || !data.adaptive()) {
            return new Due(this, Optional.empty(), Due.NOTHING);
        }
        var rules = new AdaptiveMode.Rules(
                scene.now().service().replication(), data, scene.now().policy().dwell());
        boolean danger = scene.now().danger().on() || state.underWay().isPresent();
        var step = mode.next(
                scene.at(),
                rules,
                view.get().setting(),
                AdaptiveMode.least(view.get().members().values()),
                danger);
        var next = new Upkeep(works, step.next(), refreshedAt);
        if (step.change().isEmpty()) {
            return new Due(next, Optional.empty(), Due.NOTHING);
        }
        var change = step.change().get();
        var work =
                "replicate-" + change.setting().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return next.paused(work, scene)
                ? new Due(next, Optional.empty(), Due.NOTHING)
                : next.asking(
                        new Task.Replicate(next.id(scene, work), scene.fence(), change.setting()),
                        change.because(),
                        scene);
    }

    /** A database that runs on its own, with a writer that it could follow. */
    private Optional<Due> rejoin(Scene scene) {
        var writer = scene.now().data().flatMap(DataView::writer);
        if (writer.isEmpty()) {
            return Optional.empty();
        }
        return scene.now().data().orElseThrow().members().keySet().stream()
                .filter(zone -> !zone.equals(writer.get()) && Copy.strays(scene, zone))
                .filter(zone -> !paused("rejoin-" + zone, scene))
                .findFirst()
                .map(zone -> asking(
                        new Task.Rejoin(id(scene, "rejoin-" + zone), scene.fence(), zone, writer.get()),
                        Because.of("the data in " + zone + " does not follow the writer in " + writer.get()),
                        scene));
    }

    private Optional<Due> refresh(Scene scene) {
        var service = scene.now().service();
        var every = service.policy().saga().refreshEvery();
        var last = refreshedAt.isAfter(scene.declaredAt()) ? refreshedAt : scene.declaredAt();
        if (every.isZero() || scene.at().isBefore(last.plus(every))) {
            return Optional.empty();
        }
        boolean away = scene.now().route().isAway(scene.weights());
        ZoneId idle = away ? service.primary() : service.shadow();
        var due = asking(
                new Task.Refresh(id(scene, "refresh"), scene.fence(), idle),
                Because.of("drift between the zones is looked for in " + idle),
                scene);
        return Optional.of(new Due(new Upkeep(due.next().works(), mode, scene.at()), due.task(), due.why()));
    }

    private boolean paused(String work, Scene scene) {
        var last = works.asked().get(work);
        return last != null && scene.at().isBefore(last.endedAt().plus(PAUSE));
    }

    private TaskId id(Scene scene, String work) {
        var last = works.asked().get(work);
        return new TaskId(
                "upkeep-" + scene.now().service().service(),
                work,
                last == null ? 1 : last.id().attempt() + 1);
    }

    private Due asking(Task task, Because why, Scene scene) {
        return new Due(new Upkeep(works.asking(task, scene.at()), mode, refreshedAt), Optional.of(task), why);
    }
}
