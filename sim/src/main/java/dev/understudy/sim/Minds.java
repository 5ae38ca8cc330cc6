package dev.understudy.sim;

import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.Step;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Minds with something between the controller and the world. */
final class Minds {
    private Minds() {}

    /** The controller is told another declaration than the true one. */
    static Mind declared(UnaryOperator<ShadowedService> lie) {
        return new Mind() {
            @Override
            public ControllerState start(ShadowedService service, ZoneId zone) {
                return REAL.start(lie.apply(service), zone);
            }

            @Override
            public Step step(ControllerState state, Event event) {
                return REAL.step(state, event);
            }
        };
    }

    /** Whoever gets the lease leads at once, by what it happens to know. */
    static Mind unread() {
        return new Mind() {
            @Override
            public boolean readsBeforeLeading() {
                return false;
            }

            @Override
            public Step step(ControllerState state, Event event) {
                return REAL.step(state, event);
            }
        };
    }

    /** The controller is told other events than the true ones. */
    static Mind hearing(BiFunction<ShadowedService, Event, Event> lie) {
        return (state, event) -> Mind.REAL.step(state, lie.apply(state.service(), event));
    }

    /** Something else is done than what the controller asks for, or nothing. */
    static Mind doing(BiFunction<ControllerState, Effect, Optional<Effect>> lie) {
        return (state, event) -> {
            var step = Mind.REAL.step(state, event);
            var effects = step.effects().stream()
                    .flatMap(effect -> lie.apply(step.next(), effect).stream())
                    .toList();
            return new Step(step.next(), effects, step.decision());
        };
    }

    /** The controller is told at once that its journal entries are kept, and none is. */
    static Mind journalLess() {
        return (state, event) -> {
            var step = Mind.REAL.step(state, event);
            var effects = new ArrayList<Effect>();
            for (int turn = 0; turn < 10; turn++) {
                var journal = step.effects().stream()
                        .filter(Effect.Journal.class::isInstance)
                        .map(Effect.Journal.class::cast)
                        .findFirst();
                step.effects().stream()
                        .filter(effect -> !(effect instanceof Effect.Journal))
                        .forEach(effects::add);
                if (journal.isEmpty()) {
                    break;
                }
                step = Mind.REAL.step(
                        step.next(),
                        new Event.Journaled(
                                event.at(),
                                journal.get().expected() + 1,
                                journal.get().entry()));
            }
            return new Step(step.next(), effects, step.decision());
        };
    }
}
