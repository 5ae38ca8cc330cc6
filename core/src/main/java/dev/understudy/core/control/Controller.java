package dev.understudy.core.control;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import java.util.List;

/** The one pure function that drives everything. */
public final class Controller {
    private Controller() {}

    public static Step step(ControllerState state, Event event) {
        return new Step(state, List.of(), new Decision.Hold(Because.of("nothing was measured yet")));
    }
}
