package dev.understudy.core.score;

import dev.understudy.core.explain.Because;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is stated of the time to come, and whether such statements have held.
 *
 * @param calibration whether they have
 * @param risks of the zones, one each at most
 * @param worth what it would be worth to be in the shadow rather than in the primary, and what decides it; empty where
 *     nothing is known of one of them
 */
public record Prospect(Calibration calibration, List<ZoneRisk> risks, Optional<Because> worth) {
    /** For how long it counts. */
    public static final Duration FRESH = Duration.ofMinutes(3);

    /** Nothing is stated. */
    public static final Prospect NONE = new Prospect(new Calibration.Unproven(), List.of(), Optional.empty());

    public Prospect {
        risks = List.copyOf(risks);
    }

    /** The risk of a zone. */
    public Optional<ZoneRisk> risk(ZoneId zone) {
        return risks.stream().filter(risk -> risk.zone().equals(zone)).findFirst();
    }

    /** The risk of a zone where such statements were shown to hold. */
    public Optional<ZoneRisk> proven(ZoneId zone) {
        return switch (calibration) {
            case Calibration.Holding _ -> risk(zone);
            case Calibration.Unproven _, Calibration.Broken _ -> Optional.empty();
        };
    }

    /** The sentences that go beside a decision about leaving a zone: its risk, and apart from it what moving is worth. */
    public Optional<Because> beside(ZoneId zone) {
        return risk(zone).map(risk -> worth.map(risk.because()::and).orElseGet(risk::because));
    }
}
