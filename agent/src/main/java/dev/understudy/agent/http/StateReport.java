package dev.understudy.agent.http;

import dev.understudy.agent.loop.Sightings.Seen;
import dev.understudy.agent.peer.PeerLink;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.orders.Given;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one agent knows at one moment, for people and tools. Everything measured carries its age, so that nobody takes
 * old news for new.
 *
 * @param zone of the agent
 * @param version of the product
 * @param at wall clock of the agent
 * @param services each service and what is thought of it
 * @param windows the newest window of each observer, target and kind
 * @param peers how the links to the other agents do
 */
public record StateReport(
        ZoneId zone,
        String version,
        Instant at,
        List<Service> services,
        List<Aged<LatencyWindow>> windows,
        List<Peer> peers) {

    /**
     * Something and its age.
     *
     * @param ageMillis milliseconds since this agent heard of it
     */
    public record Aged<T>(long ageMillis, T what) {
        static <T> Aged<T> of(Seen<T> seen, Instant now) {
            return new Aged<>(Duration.between(seen.at(), now).toMillis(), seen.what());
        }
    }

    /**
     * One service.
     *
     * @param ageMillis milliseconds since its controller last turned
     * @param phase of the migration, in words
     * @param saga where it is, as the newest journal entry says; empty before the first
     * @param provision sizes and writer that shall be in force
     * @param orders of persons that hold or wait
     * @param data what the database says of itself; empty where there is none or it was never read
     * @param tasks that this agent is doing
     * @param decision the newest decision, with its numbers
     * @param sentence the same for a person
     * @param assessment score with its terms, probability, heat, health and outlook of each zone
     * @param declared the program's weights
     * @param desired the weights of the ledger's head
     * @param effective what the balancer says of itself
     * @param head the ledger's newest revision
     * @param applied what the reconciler last applied
     * @param lease who leads
     * @param loads of each zone
     * @param profiles of each zone
     */
    public record Service(
            ServiceId service,
            AccountId account,
            ZoneId primary,
            ZoneId shadow,
            long ageMillis,
            String phase,
            Optional<Saga> saga,
            Provision provision,
            List<Given> orders,
            Optional<Aged<DataView>> data,
            List<Work> tasks,
            Decision decision,
            String sentence,
            Assessment assessment,
            Weights declared,
            Optional<Weights> desired,
            Optional<Aged<BalancerView>> effective,
            Optional<Aged<WeightsRevision>> head,
            Optional<Aged<Application>> applied,
            Optional<Aged<LeaseState>> lease,
            SortedMap<ZoneId, Aged<ServiceLoad>> loads,
            List<ShadowProfile> profiles) {}

    /**
     * Where a saga is.
     *
     * @param sequence of the journal entry in the ledger
     * @param state name of the state, such as {@code warming}
     * @param sinceMillis milliseconds since it began, by this agent's clock
     * @param entry the whole entry, with the reservation it holds
     */
    public record Saga(long sequence, String state, long sinceMillis, JournalEntry entry) {}

    /**
     * A task under way here.
     *
     * @param id its name
     * @param work what is done
     * @param sinceMillis milliseconds since it began here
     * @param copied how far a pre-copy has come
     */
    public record Work(String id, String work, long sinceMillis, Optional<CopyProgress> copied) {}

    /**
     * The link to one peer.
     *
     * @param sent messages it took
     * @param dropped messages it did not take
     */
    public record Peer(ZoneId zone, boolean reachable, long sent, long dropped) {
        static Peer of(PeerLink link) {
            return new Peer(link.peer(), link.reachable(), link.sent(), link.dropped());
        }
    }
}
