package dev.understudy.core.control;

import dev.understudy.core.measure.FleetView;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.shadow.Demand;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/** What is expected of a service: how much it will be asked for, and how likely it is to move. */
public interface Foresight {
    /** The demand of the service; empty where nothing is known of it. */
    Optional<Demand.Forecaster> demand(FleetView fleet, Instant now);

    /** Probability, 0 to 1, that the service is to be in the shadow within the policy's horizon. */
    double away(Assessment assessment);

    /**
     * Things stay as they were of late: the demand lies between the least and the greatest rate of the balancer's last
     * readings, with their middle as the median; the probability is the one that stands beside the score.
     */
    Foresight OF_LATE = new Foresight() {
        @Override
        public Optional<Demand.Forecaster> demand(FleetView fleet, Instant now) {
            var rates = fleet.requestRates(now).stream().sorted().toList();
            return rates.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Demand.Forecaster.steady(
                            new Demand(Collections.min(rates), rates.get(rates.size() / 2), Collections.max(rates))));
        }

        @Override
        public double away(Assessment assessment) {
            return assessment.probability().value();
        }
    };
}
