package dev.understudy.provider.plugin;

import dev.understudy.clouds.local.AgentInfo;
import dev.understudy.clouds.local.AgentSpec;
import dev.understudy.clouds.local.BalancerInfo;
import dev.understudy.clouds.local.BalancerSpec;
import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.GroupInfo;
import dev.understudy.clouds.local.GroupSpec;
import dev.understudy.clouds.local.IdentityInfo;
import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.clouds.local.VolumeSpec;
import dev.understudy.clouds.local.ZoneInfo;
import dev.understudy.clouds.local.ZoneSpec;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A local cloud without processes: remembers what was put, and refuses as the real one does. */
final class FakeCloud implements LocalCloud {
    final SortedMap<ZoneId, ZoneInfo> zones = new TreeMap<>();
    final SortedMap<String, GroupInfo> groups = new TreeMap<>();
    final SortedMap<String, BalancerInfo> balancers = new TreeMap<>();
    final SortedMap<ZoneId, AgentSpec> agents = new TreeMap<>();
    final SortedMap<String, DatabaseInfo> databases = new TreeMap<>();
    final SortedMap<String, VolumeInfo> volumes = new TreeMap<>();

    @Override
    public synchronized LocalCloudStatus status() {
        var places = new TreeMap<String, LocalCloudStatus.Place>();
        places.put("edge", new LocalCloudStatus.Place("127.77.250.1", ""));
        places.put("control", new LocalCloudStatus.Place("127.77.251.1", ""));
        return new LocalCloudStatus(
                LocalCloudStatus.Fabric.LOOPBACK,
                "everything is made up",
                1,
                places,
                List.copyOf(zones.values()),
                List.copyOf(groups.values()),
                List.copyOf(balancers.values()),
                agents.keySet().stream()
                        .map(zone -> new AgentInfo(zone, address(zone) + ":7077", 1))
                        .toList(),
                List.copyOf(databases.values()),
                List.copyOf(volumes.values()),
                List.of());
    }

    private String address(ZoneId zone) {
        var info = zones.get(zone);
        if (info == null) {
            throw new LocalCloudException(LocalCloudException.Kind.CONFLICT, "zone " + zone + " does not exist");
        }
        return info.address();
    }

    @Override
    public synchronized ZoneInfo putZone(ZoneSpec spec) {
        return zones.compute(
                spec.zone().id(),
                (id, old) -> new ZoneInfo(spec, old == null ? "127.77." + (zones.size() + 1) + ".1" : old.address()));
    }

    @Override
    public synchronized void deleteZone(ZoneId zone) {
        if (groups.values().stream().anyMatch(group -> group.spec().zone().equals(zone)) || agents.containsKey(zone)) {
            throw new LocalCloudException(
                    LocalCloudException.Kind.CONFLICT, "zone " + zone + " still has instances or an agent");
        }
        zones.remove(zone);
    }

    @Override
    public synchronized GroupInfo putGroup(GroupSpec spec) {
        var endpoints = new ArrayList<String>();
        for (int i = 0; i < spec.slots(); i++) {
            endpoints.add(address(spec.zone()) + ":" + (8080 + i));
        }
        var info = new GroupInfo(spec, endpoints);
        groups.put(spec.name(), info);
        return info;
    }

    @Override
    public synchronized GroupInfo scale(String group, int instances) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void deleteGroup(String group) {
        groups.remove(group);
    }

    @Override
    public synchronized BalancerInfo putBalancer(BalancerSpec spec) {
        var info = new BalancerInfo(spec, "127.77.250.1:8000", "127.77.250.1:9000", "127.77.250.1:9001");
        balancers.put(spec.name(), info);
        return info;
    }

    @Override
    public synchronized void deleteBalancer(String balancer) {
        balancers.remove(balancer);
    }

    @Override
    public synchronized AgentInfo placeAgent(AgentSpec spec) {
        var address = address(spec.zone());
        agents.put(spec.zone(), spec);
        return new AgentInfo(spec.zone(), address + ":7077", 1);
    }

    @Override
    public synchronized void removeAgent(ZoneId zone) {
        agents.remove(zone);
    }

    @Override
    public IdentityInfo identity(String name, List<String> subjectAltNames) {
        return new IdentityInfo(name, "/identities/" + name);
    }

    /** As a cut-over leaves it. */
    synchronized void moveWriter(String name, ZoneId writer) {
        databases.computeIfPresent(
                name,
                (_, info) -> new DatabaseInfo(
                        info.spec(), writer, info.epoch(), info.setting(), info.members(), info.credentials()));
    }

    @Override
    public synchronized DatabaseInfo putDatabase(DatabaseSpec spec) {
        var members = new TreeMap<ZoneId, DatabaseInfo.Member>();
        spec.zones()
                .forEach(zone -> members.put(
                        zone,
                        new DatabaseInfo.Member(
                                address(zone) + ":5432",
                                address(zone) + ":6432",
                                spec.dormant().contains(zone) ? DatabaseInfo.State.DORMANT : DatabaseInfo.State.RUNNING,
                                1,
                                1,
                                0,
                                0)));
        var credentials = new TreeMap<String, String>();
        spec.roles().forEach(role -> credentials.put(role, "/identities/" + role));
        var found = databases.get(spec.name());
        var writer = found == null ? spec.zones().getFirst() : found.writer();
        var info = new DatabaseInfo(spec, writer, 0, ReplicationSetting.REMOTE_APPLY, members, credentials);
        databases.put(spec.name(), info);
        return info;
    }

    @Override
    public synchronized DatabaseInfo database(String database) {
        DatabaseInfo info = databases.get(database);
        if (info == null) {
            throw new LocalCloudException(LocalCloudException.Kind.INVALID, "database " + database + " does not exist");
        }
        return info;
    }

    @Override
    public synchronized void deleteDatabase(String database) {
        databases.remove(database);
    }

    /** As a cut-over leaves it. */
    synchronized void moveVolume(String name, ZoneId writer) {
        volumes.computeIfPresent(name, (_, info) -> volume(info.spec(), writer));
    }

    private static VolumeInfo volume(VolumeSpec spec, ZoneId writer) {
        var members = new TreeMap<ZoneId, VolumeInfo.Member>();
        spec.zones()
                .forEach(zone -> members.put(
                        zone,
                        new VolumeInfo.Member(
                                "/at/" + zone,
                                "/" + zone,
                                zone.equals(writer) ? VolumeInfo.State.WRITER : VolumeInfo.State.FOLLOWING,
                                Optional.empty(),
                                0,
                                Optional.empty())));
        return new VolumeInfo(spec, writer, 0, 0, members);
    }

    @Override
    public synchronized VolumeInfo putVolume(VolumeSpec spec) {
        var found = volumes.get(spec.name());
        var info = volume(spec, found == null ? spec.zones().getFirst() : found.writer());
        volumes.put(spec.name(), info);
        return info;
    }

    @Override
    public synchronized VolumeInfo volume(String volume) {
        VolumeInfo info = volumes.get(volume);
        if (info == null) {
            throw new LocalCloudException(LocalCloudException.Kind.INVALID, "volume " + volume + " does not exist");
        }
        return info;
    }

    @Override
    public synchronized void deleteVolume(String volume) {
        volumes.remove(volume);
    }

    @Override
    public TaskEnd preCopyVolume(String volume, ZoneId to, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd cutOverVolume(String volume, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd rejoinVolume(String volume, ZoneId zone, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd acknowledge(String database, ReplicationSetting setting, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd preCopy(String database, ZoneId to, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd connect(String database, ZoneId zone, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd cutOver(String database, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskEnd rejoin(String database, ZoneId zone, long epoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LinkSpec link(LinkSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LinkSpec> links() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kill(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void heal(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void slow(ZoneId zone, int millis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<ZoneId, Long> served(ServiceId service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
