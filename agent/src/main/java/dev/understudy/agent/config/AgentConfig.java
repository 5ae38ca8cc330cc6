package dev.understudy.agent.config;

import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Stakes;
import dev.understudy.core.signal.Places;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.StackId;
import dev.understudy.probes.ProbeTarget;
import dev.understudy.probes.ProberSettings;
import dev.understudy.signals.SourceSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything one agent is told.
 *
 * @param zone where this agent runs
 * @param listen where its own endpoint listens
 * @param identity directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, issued to {@code agent-<zone>}
 * @param ledger address of the stack's ledger
 * @param stack the stack the ledger must belong to
 * @param stateDir where decisions are kept on disk; none are when it is empty
 * @param peers where the other agents listen
 * @param probes what to probe, and how often
 * @param localCloud socket of the local cloud's daemon, the control plane of its databases and volumes; empty where there is none
 * @param services what to watch and move
 * @param signals what others announce, and where it is read
 */
public record AgentConfig(
        ZoneId zone,
        HostPort listen,
        Path identity,
        URI ledger,
        StackId stack,
        Optional<Path> stateDir,
        SortedMap<ZoneId, HostPort> peers,
        Probes probes,
        Optional<Path> localCloud,
        List<Service> services,
        Signals signals) {
    public AgentConfig {
        peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        services = List.copyOf(services);
    }

    /** The name that this agent's certificate carries. */
    public String name() {
        return "agent-" + zone;
    }

    /**
     * What others announce.
     *
     * @param places by which names the feeds call each zone
     * @param sources the feeds to read
     * @param stakes what a break costs, and where people would rather be
     */
    public record Signals(Places places, List<SourceSpec> sources, Stakes stakes) {
        /** No feed is read. */
        public static final Signals NONE = new Signals(Places.NONE, List.of(), Stakes.NONE);

        public Signals {
            sources = List.copyOf(sources);
        }
    }

    /**
     * The probes of this agent.
     *
     * @param settings how often to probe
     * @param targets the zones to probe; the agent's own zone is never among them
     */
    public record Probes(ProberSettings settings, List<ProbeTarget> targets) {
        public Probes {
            targets = List.copyOf(targets);
        }
    }

    /**
     * A service to watch and move.
     *
     * @param declared as its program declares it
     * @param endpoints its instances by zone
     * @param balancer where its load balancer answers read-only questions
     * @param admin where its load balancer takes weights from a leader that evacuates; empty when agents may not
     * @param database name of the database that moves with it; empty when there is none
     * @param volume name of the volume that moves with it, in place of a database; empty when there is none
     * @param calendars files with its maintenance windows and freezes
     */
    public record Service(
            ShadowedService declared,
            SortedMap<ZoneId, List<HostPort>> endpoints,
            HostPort balancer,
            Optional<HostPort> admin,
            Optional<String> database,
            Optional<String> volume,
            List<Path> calendars) {
        public Service {
            calendars = List.copyOf(calendars);
            var sorted = new TreeMap<ZoneId, List<HostPort>>();
            endpoints.forEach((zone, addresses) -> sorted.put(zone, List.copyOf(addresses)));
            endpoints = Collections.unmodifiableSortedMap(sorted);
        }
    }
}
