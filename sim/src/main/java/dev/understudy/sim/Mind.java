package dev.understudy.sim;

import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.Step;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.zone.ZoneId;

/** What decides in an agent: the controller, unless something was put between it and the world. */
@FunctionalInterface
interface Mind {
    Mind REAL = Controller::step;

    default ControllerState start(ShadowedService service, ZoneId zone) {
        return ControllerState.start(service, zone);
    }

    /** Whether an agent reads what is in the ledger before it leads. */
    default boolean readsBeforeLeading() {
        return true;
    }

    Step step(ControllerState state, Event event);
}
