package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.process.Signal;
import dev.understudy.clouds.local.process.Signals;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.IdentityException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cloud itself: one call at a time changes it. */
final class LocalCloudDaemon implements LocalCloud {
    private final Machine machine;
    private final String sentence;
    private final Path identities;
    private final CertificateAuthority authority;
    private final Groups groups;
    private final Balancers balancers;
    private final Agents agents;
    private final Databases databases;
    private final Volumes volumes;
    private final Links links;
    private final Runnable stop;
    private final SortedMap<ZoneId, ZoneInfo> zones = new TreeMap<>();

    /**
     * @param machine what it stands on
     * @param sentence how places are joined and why, for a person
     * @param agentCommand runs an agent when {@code --config FILE} is added
     * @param stop what {@link #shutdown} asks for
     */
    LocalCloudDaemon(Machine machine, String sentence, List<String> agentCommand, Runnable stop) {
        this.machine = machine;
        this.sentence = sentence;
        this.identities = machine.directory().resolve("identity");
        this.authority = CertificateAuthority.create(identities.resolve("authority"));
        this.balancers = new Balancers(
                machine,
                Path.of(identity("balancer", List.of(machine.place(Places.EDGE).address()))
                        .directory()));
        this.databases = new Databases(machine, authority);
        this.volumes = new Volumes(machine, authority, zone -> Databases.inside(machine, zone), balancers::lookAway);
        this.groups = new Groups(machine, balancers::empty, this::pooler, volumes::start);
        this.agents = new Agents(machine, agentCommand);
        this.links = new Links(machine);
        this.stop = stop;
    }

    @Override
    public synchronized LocalCloudStatus status() {
        return new LocalCloudStatus(
                machine.fabric().kind(),
                sentence,
                ProcessHandle.current().pid(),
                machine.places(),
                List.copyOf(zones.values()),
                groups.all(),
                balancers.all(),
                agents.all(),
                databases.all(),
                volumes.all(),
                links.all());
    }

    @Override
    public synchronized ZoneInfo putZone(ZoneSpec spec) {
        ZoneId id = spec.zone().id();
        @Nullable ZoneInfo found = zones.get(id);
        String address;
        if (found == null) {
            address = tried("make zone " + id, () -> {
                LocalCloudStatus.Place place = machine.open(id.value());
                links.joined(id.value());
                return place.address();
            });
        } else {
            address = found.address();
        }
        var info = new ZoneInfo(spec, address);
        zones.put(id, info);
        return info;
    }

    @Override
    public synchronized void deleteZone(ZoneId zone) {
        if (!zones.containsKey(zone)) {
            return;
        }
        var inside = new ArrayList<String>();
        groups.in(zone).forEach(group -> inside.add("group " + group));
        if (agents.isIn(zone)) {
            inside.add("its agent");
        }
        databases.in(zone).forEach(database -> inside.add("a part of database " + database));
        volumes.in(zone).forEach(volume -> inside.add("a part of volume " + volume));
        if (!inside.isEmpty()) {
            throw new LocalCloudException(
                    Kind.CONFLICT, "zone " + zone + " cannot go: it still has " + String.join(", ", inside));
        }
        tried("delete zone " + zone, () -> {
            machine.close(zone.value());
            volumes.healed(zone);
            return zone;
        });
        links.forget(zone.value());
        zones.remove(zone);
    }

    @Override
    public synchronized GroupInfo putGroup(GroupSpec spec) {
        alive(spec.zone(), "group " + spec.name());
        return tried("make group " + spec.name(), () -> groups.put(spec));
    }

    @Override
    public synchronized GroupInfo scale(String group, int instances) {
        return tried("scale group " + group, () -> groups.scale(group, instances));
    }

    @Override
    public synchronized void deleteGroup(String group) {
        groups.delete(group);
    }

    @Override
    public synchronized BalancerInfo putBalancer(BalancerSpec spec) {
        return tried("make balancer " + spec.name(), () -> balancers.put(spec));
    }

    @Override
    public synchronized void deleteBalancer(String balancer) {
        balancers.delete(balancer);
    }

    @Override
    public synchronized AgentInfo placeAgent(AgentSpec spec) {
        alive(spec.zone(), "its agent");
        return tried("place the agent of zone " + spec.zone(), () -> agents.place(spec));
    }

    @Override
    public synchronized void removeAgent(ZoneId zone) {
        agents.remove(zone);
    }

    @Override
    public synchronized LinkSpec link(LinkSpec spec) {
        return tried("set link " + spec.from() + " to " + spec.to(), () -> {
            links.put(spec);
            return spec;
        });
    }

    @Override
    public synchronized List<LinkSpec> links() {
        return links.all();
    }

    @Override
    public synchronized void kill(ZoneId zone) {
        known(zone);
        tried("kill zone " + zone, () -> {
            links.kill(zone.value());
            volumes.died(zone);
            if (machine.fabric().kind() == LocalCloudStatus.Fabric.LOOPBACK) {
                volumes.undisturbed(() -> Signals.stop(processes(zone)));
                databases.processes(zone).forEach(process -> Signal.STOP.to(process.pid()));
            }
            return zone;
        });
    }

    @Override
    public synchronized void heal(ZoneId zone) {
        known(zone);
        tried("heal zone " + zone, () -> {
            if (machine.fabric().kind() == LocalCloudStatus.Fabric.LOOPBACK) {
                volumes.undisturbed(() -> Signals.resume(processes(zone)));
                databases.processes(zone).forEach(process -> Signal.CONTINUE.to(process.pid()));
            }
            links.heal(zone.value());
            volumes.healed(zone);
            groups.slow(zone, 0);
            return zone;
        });
    }

    @Override
    public synchronized void slow(ZoneId zone, int millis) {
        known(zone);
        Check.range("slowness of zone " + zone + " in milliseconds", millis, 0, 60_000);
        tried("slow zone " + zone, () -> {
            groups.slow(zone, millis);
            return zone;
        });
    }

    @Override
    public synchronized SortedMap<ZoneId, Long> served(ServiceId service) {
        return tried("count what was served", () -> groups.served(service));
    }

    @Override
    public synchronized IdentityInfo identity(String name, List<String> subjectAltNames) {
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,62})")) {
            throw new LocalCloudException(
                    Kind.INVALID,
                    "identity name is \"" + name + "\"; allowed: 1 to 63 letters, digits, dots, hyphens, underscores");
        }
        try {
            Path directory = identities.resolve(name);
            var _ = authority.issue(name, subjectAltNames, directory);
            return new IdentityInfo(name, directory.toString());
        } catch (IdentityException | IllegalArgumentException e) {
            throw new LocalCloudException(Kind.INVALID, "identity " + name + " cannot be issued: " + e.getMessage(), e);
        }
    }

    @Override
    public DatabaseInfo putDatabase(DatabaseSpec spec) {
        synchronized (this) {
            spec.zones().forEach(zone -> alive(zone, "a part of database " + spec.name()));
        }
        return databases.putDatabase(spec);
    }

    @Override
    public DatabaseInfo database(String database) {
        return databases.database(database);
    }

    @Override
    public void deleteDatabase(String database) {
        databases.deleteDatabase(database);
    }

    @Override
    public TaskEnd acknowledge(String database, ReplicationSetting setting, long epoch) {
        return databases.acknowledge(database, setting, epoch);
    }

    @Override
    public TaskEnd preCopy(String database, ZoneId to, long epoch) {
        return databases.preCopy(database, to, epoch);
    }

    @Override
    public TaskEnd connect(String database, ZoneId zone, long epoch) {
        return databases.connect(database, zone, epoch);
    }

    @Override
    public TaskEnd cutOver(String database, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return databases.cutOver(database, from, to, forced, pauseMax, epoch);
    }

    @Override
    public TaskEnd rejoin(String database, ZoneId zone, long epoch) {
        return databases.rejoin(database, zone, epoch);
    }

    @Override
    public VolumeInfo putVolume(VolumeSpec spec) {
        synchronized (this) {
            spec.zones().forEach(zone -> alive(zone, "a part of volume " + spec.name()));
        }
        return volumes.putVolume(spec);
    }

    @Override
    public VolumeInfo volume(String volume) {
        return volumes.volume(volume);
    }

    @Override
    public void deleteVolume(String volume) {
        volumes.deleteVolume(volume);
    }

    @Override
    public TaskEnd preCopyVolume(String volume, ZoneId to, long epoch) {
        return volumes.preCopyVolume(volume, to, epoch);
    }

    @Override
    public TaskEnd cutOverVolume(String volume, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return volumes.cutOverVolume(volume, from, to, forced, pauseMax, epoch);
    }

    @Override
    public TaskEnd rejoinVolume(String volume, ZoneId zone, long epoch) {
        return volumes.rejoinVolume(volume, zone, epoch);
    }

    @Override
    public void shutdown() {
        stop.run();
    }

    /** Ends every process and takes every place away. */
    @Override
    public synchronized void close() {
        for (ZoneId zone : zones.keySet()) {
            try {
                Signals.resume(processes(zone));
            } catch (IOException _) {
                // a stopped process cannot end by itself; it is killed below all the same
            }
        }
        balancers.endAll();
        agents.endAll();
        databases.endAll();
        volumes.endAll();
        groups.endAll();
        machine.fabric().close();
        machine.launcher().close();
    }

    /** Where the instances of a zone reach the first database of a set, as the role that owns it. */
    private String pooler(String database, ZoneId zone) {
        DatabaseInfo info = databases.database(database);
        try {
            return info.jdbcUrl(
                    zone,
                    info.spec().databases().getFirst(),
                    info.spec().roles().getFirst());
        } catch (IllegalArgumentException e) {
            throw new LocalCloudException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** Every process of every database in a zone. */
    List<ProcessHandle> databaseProcesses(ZoneId zone) {
        return databases.processes(zone);
    }

    List<Process> processes(ZoneId zone) {
        var all = new ArrayList<>(groups.processes(zone));
        all.addAll(agents.processes(zone));
        return all;
    }

    private void known(ZoneId zone) {
        if (!zones.containsKey(zone)) {
            throw new LocalCloudException(
                    Kind.INVALID, "zone " + zone + " does not exist; there are " + zones.keySet());
        }
    }

    private void alive(ZoneId zone, String what) {
        known(zone);
        if (links.isDead(zone.value()) && machine.fabric().kind() == LocalCloudStatus.Fabric.LOOPBACK) {
            throw new LocalCloudException(
                    Kind.CONFLICT, "zone " + zone + " is dead and cannot take " + what + "; heal it first");
        }
    }

    private interface Work<T> {
        T get() throws IOException;
    }

    private static <T> T tried(String what, Work<T> work) {
        try {
            return work.get();
        } catch (IOException e) {
            throw new LocalCloudException(
                    Kind.FAILED, "cannot " + what + ": " + Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
        }
    }
}
