package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.MigrationState.PreCopying;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Optional;

/** The data goes ahead, as long as it is predicted to arrive. */
final class Copy {
    private Copy() {}

    static Plan decide(Scene scene, PreCopying state) {
        var service = scene.now().service();
        var migration = state.migration();
        var from = Sizes.writer(service, scene.provision()).orElse(migration.from());
        var to = Sizes.writer(service, migration.goal().provision()).orElse(migration.to());
        if (strays(scene, to)) {
            return scene.have(
                    state,
                    "rejoin-target",
                    (id, fence) -> new Task.Rejoin(id, fence, to, from),
                    why -> scene.overdue(state)
                            ? Undo.begin(scene, state, scene.overdueBecause(state), false)
                            : Plan.hold(
                                    why.and(Because.of("the data in " + to + " is not seen to follow yet")),
                                    Plan.Topic.UNDER_WAY),
                    why -> Undo.begin(scene, state, why, false));
        }
        var plan = scene.have(
                state,
                "pre-copy",
                (id, fence) -> new Task.PreCopy(id, fence, from, to),
                why -> Plan.enter(state.connect(scene.at()), why),
                why -> Undo.begin(scene, state, why, false));
        if (!(plan.act() instanceof Act.Nothing) || scene.rounds().isEmpty()) {
            return plan;
        }
        return switch (convergence(scene, state)) {
            case Convergence.TooSlow hopeless -> Undo.begin(scene, state, hopeless.because(), false);
            case Convergence.Converges converges -> Plan.hold(converges.because(), Plan.Topic.UNDER_WAY);
            case Convergence.NotYet early -> Plan.hold(early.because(), Plan.Topic.UNDER_WAY);
        };
    }

    /** Whether the database in a zone runs, but on its own: it was fenced, or its zone was away. */
    static boolean strays(Scene scene, ZoneId zone) {
        return scene.now()
                .data()
                .map(view -> view.members().get(zone))
                .map(DataMember::role)
                .map(role -> role == DataMember.Role.FENCED || role == DataMember.Role.STRAY)
                .orElse(false);
    }

    /**
     * The writer that a database which strays might follow again: whoever takes the writes, else the recorded one where it
     * is down and may come back. Empty where nobody takes them though all run, as after a cut-over that stopped half way:
     * who is to be the writer has to be settled first.
     */
    static Optional<ZoneId> writerToFollow(Scene scene, ZoneId stray, ZoneId recorded) {
        if (!strays(scene, stray)) {
            return Optional.empty();
        }
        var view = scene.now().data();
        boolean down = view.map(data -> data.members().get(recorded))
                .map(member -> member.role() == DataMember.Role.DOWN)
                .orElse(true);
        return view.flatMap(DataView::writer).or(() -> down ? Optional.of(recorded) : Optional.empty());
    }

    private static Convergence convergence(Scene scene, PreCopying state) {
        var saga = scene.now().policy().saga();
        var left = saga.patience().minus(Duration.between(state.since(), scene.at()));
        return Convergence.judge(
                scene.rounds(),
                Convergence.Goal.ofPause(
                        scene.rounds().getLast().copyBytesPerSecond(),
                        saga.pauseMax(),
                        left.isNegative() ? Duration.ZERO : left));
    }
}
