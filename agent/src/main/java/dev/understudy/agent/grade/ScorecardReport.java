package dev.understudy.agent.grade;

import dev.understudy.core.scorecard.Summary;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good one agent's forecasts were, and what is announced.
 *
 * @param zone of the agent
 * @param at wall clock of the agent
 * @param services each service and its grades
 * @param unknown why the silence of some feeds means nothing, a sentence each
 */
public record ScorecardReport(ZoneId zone, Instant at, SortedMap<ServiceId, Service> services, List<String> unknown) {
    public ScorecardReport {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        unknown = List.copyOf(unknown);
    }

    /**
     * One service.
     *
     * @param grades of its forecasts, probabilities and signals
     * @param risks of its zones, as stated now
     * @param worth what being in the shadow rather than in the primary is worth, and what decides it
     * @param prices of its zones, as fresh feeds say
     * @param announced for its zones within a day
     */
    public record Service(
            Summary grades, List<Risk> risks, Optional<String> worth, List<Priced> prices, List<Announced> announced) {
        public Service {
            risks = List.copyOf(risks);
            prices = List.copyOf(prices);
            announced = List.copyOf(announced);
        }
    }

    /**
     * The risk of a zone.
     *
     * @param probability that the objective breaks there within the hour
     * @param sentence what moved it
     */
    public record Risk(ZoneId zone, double probability, String sentence) {}

    /** What a feed says an instance costs in a zone. */
    public record Priced(ZoneId zone, Price price) {}

    /**
     * Something announced for a zone.
     *
     * @param sentence for a person
     */
    public record Announced(ZoneId zone, String sentence, Signal signal) {}
}
