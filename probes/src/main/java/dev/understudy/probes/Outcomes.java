package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;

/** What a failure says about the target. */
final class Outcomes {
    private Outcomes() {}

    static Outcome of(Throwable failure) {
        return switch (failure) {
            case ConnectException _, NoRouteToHostException _, PortUnreachableException _ -> new Outcome.Refused();
            default -> new Outcome.Broken(inWords(failure));
        };
    }

    private static String inWords(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
