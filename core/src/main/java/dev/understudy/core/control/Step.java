package dev.understudy.core.control;

import dev.understudy.core.migrate.Decision;
import java.util.List;

/**
 * One turn of the controller.
 *
 * @param next the state from here on
 * @param effects what the shell shall do, in order
 * @param decision what was decided, {@link Decision.Hold} most of the time
 */
public record Step(ControllerState next, List<Effect> effects, Decision decision) {
    public Step {
        effects = List.copyOf(effects);
    }
}
