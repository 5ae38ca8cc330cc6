package dev.understudy.agent.http;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.http.StateReport.Aged;
import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.Sightings;
import dev.understudy.agent.peer.PeerLink;
import dev.understudy.agent.tasks.Tasks;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts the report of an agent's state together, from what its loop and its links last knew. */
public final class StateSource {
    private static final String VERSION = Optional.ofNullable(
                    StateSource.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private final AgentConfig config;
    private final InstantSource clock;
    private final Supplier<SortedMap<ServiceId, ControllerLoop.View>> views;
    private final Sightings sightings;
    private final Function<ServiceId, List<ShadowProfile>> profiles;
    private final Function<ServiceId, List<Tasks.UnderWay>> tasks;
    private final List<PeerLink> links;

    public StateSource(
            AgentConfig config,
            InstantSource clock,
            Supplier<SortedMap<ServiceId, ControllerLoop.View>> views,
            Sightings sightings,
            Function<ServiceId, List<ShadowProfile>> profiles,
            Function<ServiceId, List<Tasks.UnderWay>> tasks,
            List<PeerLink> links) {
        this.config = config;
        this.clock = clock;
        this.views = views;
        this.sightings = sightings;
        this.profiles = profiles;
        this.tasks = tasks;
        this.links = List.copyOf(links);
    }

    /** The state now. Reads what others wrote, without a lock. */
    public StateReport now() {
        var now = clock.instant();
        return new StateReport(
                config.zone(),
                VERSION,
                now,
                views.get().values().stream().map(view -> service(view, now)).toList(),
                sightings.windows().stream().map(seen -> Aged.of(seen, now)).toList(),
                links.stream().map(StateReport.Peer::of).toList());
    }

    private StateReport.Service service(ControllerLoop.View view, Instant now) {
        var state = view.state();
        ShadowedService declared = state.service();
        var id = declared.service();
        var head = sightings.head(id);
        return new StateReport.Service(
                id,
                declared.account(),
                declared.primary(),
                declared.shadow(),
                Duration.between(view.at(), now).toMillis(),
                state.phase(),
                sightings.journal(id).map(seen -> saga(seen.what(), now)),
                state.provision(),
                sightings.orders(id),
                sightings.database(id).map(seen -> Aged.of(seen, now)),
                tasks.apply(id).stream().map(task -> work(task, now)).toList(),
                view.decision(),
                view.decision().explain(),
                state.assessment(),
                declared.declared(),
                head.map(seen -> seen.what().change().weights()),
                sightings.balancer(id).map(seen -> Aged.of(seen, now)),
                head.map(seen -> Aged.of(seen, now)),
                sightings.application(id).map(seen -> Aged.of(seen, now)),
                sightings.lease(id).map(seen -> Aged.of(seen, now)),
                loads(declared, now),
                profiles.apply(id));
    }

    private static StateReport.Saga saga(Sightings.Entry newest, Instant now) {
        var state = newest.entry().state();
        return new StateReport.Saga(
                newest.sequence(),
                Words.of(state),
                Duration.between(state.since(), now).toMillis(),
                newest.entry());
    }

    private StateReport.Work work(Tasks.UnderWay underWay, Instant now) {
        var id = underWay.task().id();
        return new StateReport.Work(
                id.toString(),
                id.work(),
                Duration.between(underWay.since(), now).toMillis(),
                sightings.copy(id));
    }

    private SortedMap<ZoneId, Aged<ServiceLoad>> loads(ShadowedService declared, Instant now) {
        var loads = new TreeMap<ZoneId, Aged<ServiceLoad>>();
        for (var zone : declared.catalogue()) {
            sightings.load(declared.service(), zone.id()).ifPresent(seen -> loads.put(zone.id(), Aged.of(seen, now)));
        }
        return loads;
    }
}
