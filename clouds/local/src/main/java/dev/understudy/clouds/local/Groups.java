package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.process.Ending;
import dev.understudy.clouds.local.process.ServiceProcess;
import dev.understudy.clouds.local.service.ServiceMain;
import dev.understudy.clouds.local.volume.VolumeSet;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The instance groups and their processes. */
final class Groups {
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final Machine machine;
    private final Vacancies vacancies;
    private final Poolers poolers;
    private final Mounts mounts;
    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final Map<ZoneId, Integer> slowMillis = new HashMap<>();
    private final Map<ServiceProcess, Long> served = new HashMap<>();
    private final Map<ServiceId, SortedMap<ZoneId, Long>> servedByEnded = new HashMap<>();

    /**
     * A group with what runs of it.
     *
     * @param ports of its slots
     */
    private record Group(GroupSpec spec, List<Integer> ports, List<ServiceProcess> instances) {}

    /** Whoever sends requests to slots, and must know which of them are empty. */
    interface Vacancies {
        /** Returns when nothing new is sent there, and what is not empty any more gets its part. */
        void empty(Set<String> endpoints) throws IOException;
    }

    /** Where the instances of a zone reach a database. */
    interface Poolers {
        /** Address of the zone's pooler for JDBC; refused when there is no such database, or none for the zone. */
        String jdbcUrl(String database, ZoneId zone);
    }

    /** What starts instances that use a volume. */
    interface Mounts {
        /** Starts one; refused when there is no such volume, or none for the zone. */
        Process start(String volume, ZoneId zone, VolumeSet.Starter starter) throws IOException;
    }

    Groups(Machine machine, Vacancies vacancies, Poolers poolers, Mounts mounts) {
        this.machine = machine;
        this.vacancies = vacancies;
        this.poolers = poolers;
        this.mounts = mounts;
    }

    /** Makes the group as wanted. What can stay, stays: only one of another service, zone or data starts anew. */
    GroupInfo put(GroupSpec wanted) throws IOException {
        var _ = machine.place(wanted.zone().value());
        @Nullable Group found = groups.get(wanted.name());
        if (found != null
                && !(found.spec().service().equals(wanted.service())
                        && found.spec().zone().equals(wanted.zone()))) {
            delete(wanted.name());
            found = null;
        }
        if (found != null
                && !(found.spec().database().equals(wanted.database())
                        && found.spec().volume().equals(wanted.volume()))) {
            delete(wanted.name());
            found = null;
        }
        List<Integer> ports = ports(wanted, found == null ? List.of() : found.ports());
        List<ServiceProcess> before = found == null ? List.of() : found.instances();
        List<ServiceProcess> kept = before.stream()
                .filter(instance -> instance.process().isAlive() && ports.contains(port(instance)))
                .limit(wanted.instances())
                .toList();
        if (found != null && !sameSize(found.spec(), wanted)) {
            for (ServiceProcess instance : kept) {
                tell(instance, "resize " + wanted.capacityPerSecond() + " " + wanted.serviceMillis());
            }
        }
        var instances = new ArrayList<>(kept);
        List<Integer> taken = before.stream().map(Groups::port).toList();
        List<Integer> free = ports.stream()
                .filter(port -> kept.stream().noneMatch(instance -> port(instance) == port))
                .sorted(Comparator.comparing(taken::contains)) // one that died may still hold its port
                .toList();
        instances.addAll(start(wanted, free.subList(0, wanted.instances() - kept.size())));
        instances.sort(Comparator.comparingInt(Groups::port));
        groups.put(wanted.name(), new Group(wanted, ports, List.copyOf(instances)));
        vacancies.empty(empty());
        end(wanted, before.stream().filter(instance -> !kept.contains(instance)).toList());
        return info(groups.get(wanted.name()));
    }

    /** Endpoints of all slots in which no instance is meant to run. */
    private Set<String> empty() {
        var empty = new TreeSet<String>();
        for (Group group : groups.values()) {
            empty.addAll(info(group).endpoints());
            group.instances().forEach(instance -> empty.remove(instance.endpoint()));
        }
        return empty;
    }

    private static int port(ServiceProcess instance) {
        return Integer.parseInt(
                instance.endpoint().substring(instance.endpoint().lastIndexOf(':') + 1));
    }

    /** The ports of the slots: those it has already stay, others are the lowest that no group of the zone has. */
    private List<Integer> ports(GroupSpec wanted, List<Integer> before) {
        var ports = new ArrayList<>(before.subList(0, Math.min(before.size(), wanted.slots())));
        Set<Integer> others = groups.values().stream()
                .filter(group -> group.spec().zone().equals(wanted.zone()))
                .flatMap(group -> group.ports().stream())
                .collect(Collectors.toSet());
        for (int port = Places.SERVICE_PORT; ports.size() < wanted.slots(); port++) {
            if (!others.contains(port) && !ports.contains(port)) {
                ports.add(port);
            }
        }
        return List.copyOf(ports);
    }

    GroupInfo scale(String name, int instances) throws IOException {
        @Nullable Group group = groups.get(name);
        if (group == null) {
            throw new LocalCloudException(
                    Kind.INVALID, "group " + name + " does not exist; there are " + groups.keySet());
        }
        return put(group.spec().withInstances(instances));
    }

    void delete(String name) {
        @Nullable Group group = groups.remove(name);
        if (group != null) {
            end(group.spec(), group.instances());
        }
    }

    List<GroupInfo> all() {
        return groups.values().stream().map(this::info).toList();
    }

    /** Names of the groups in a zone. */
    List<String> in(ZoneId zone) {
        return groups.values().stream()
                .filter(group -> group.spec().zone().equals(zone))
                .map(group -> group.spec().name())
                .toList();
    }

    List<Process> processes(ZoneId zone) {
        return instances(zone).map(ServiceProcess::process).toList();
    }

    void slow(ZoneId zone, int millis) throws IOException {
        slowMillis.put(zone, millis);
        for (ServiceProcess instance : instances(zone).toList()) {
            tell(instance, "slow " + millis);
        }
    }

    /** Requests served by zone, by those that have ended too. An instance that cannot answer counts as it last did. */
    SortedMap<ZoneId, Long> served(ServiceId service) throws IOException {
        var totals = new TreeMap<>(servedByEnded.getOrDefault(service, new TreeMap<>()));
        for (Group group : groups.values()) {
            if (group.spec().service().equals(service)) {
                for (ServiceProcess instance : group.instances()) {
                    totals.merge(group.spec().zone(), served(instance), Long::sum);
                }
            }
        }
        return totals;
    }

    /** Ends every instance at once: nobody is left to be served. */
    void endAll() {
        Ending.kill(groups.values().stream()
                .flatMap(group -> group.instances().stream())
                .map(ServiceProcess::process)
                .toList());
        groups.clear();
    }

    private long served(ServiceProcess instance) throws IOException {
        if (instance.process().isAlive()) {
            var load = instance.order("load");
            if (load.isPresent()) {
                served.put(
                        instance,
                        LocalJson.MAPPER
                                .readTree(load.get())
                                .path("servedTotal")
                                .asLong());
            }
        }
        return served.getOrDefault(instance, 0L);
    }

    private Stream<ServiceProcess> instances(ZoneId zone) {
        return groups.values().stream()
                .filter(group -> group.spec().zone().equals(zone))
                .flatMap(group -> group.instances().stream());
    }

    private static boolean sameSize(GroupSpec left, GroupSpec right) {
        return left.capacityPerSecond() == right.capacityPerSecond() && left.serviceMillis() == right.serviceMillis();
    }

    private static void tell(ServiceProcess instance, String order) throws IOException {
        if (instance.process().isAlive() && instance.order(order).isEmpty()) {
            throw new IOException("instance " + instance.endpoint() + " does not obey: its zone is dead");
        }
    }

    /** Starts instances side by side; when one does not come up, none of them stays. */
    private List<ServiceProcess> start(GroupSpec spec, List<Integer> ports) throws IOException {
        var started = new ArrayList<ServiceProcess>();
        try {
            for (int port : ports) {
                started.add(launch(spec, port));
            }
            for (ServiceProcess instance : started) {
                instance.awaitReady();
                int slow = slowMillis.getOrDefault(spec.zone(), 0);
                if (slow > 0) {
                    tell(instance, "slow " + slow);
                }
            }
            return started;
        } catch (IOException e) {
            end(spec, started);
            throw e;
        }
    }

    private ServiceProcess launch(GroupSpec spec, int port) throws IOException {
        LocalCloudStatus.Place place = machine.place(spec.zone().value());
        String name = spec.name() + "-" + (port - Places.SERVICE_PORT);
        Optional<String> url = spec.database().map(database -> poolers.jdbcUrl(database, spec.zone()));
        var command = new ArrayList<>(Jvm.small(url.isPresent() ? "96m" : "24m"));
        String code = codeOf(ServiceMain.class) + (url.isPresent() ? File.pathSeparator + driver() : "");
        command.addAll(List.of("-cp", code, ServiceMain.class.getName()));
        command.addAll(List.of(spec.zone().value(), name, place.address(), Integer.toString(port)));
        command.addAll(List.of(Double.toString(spec.capacityPerSecond()), Double.toString(spec.serviceMillis())));
        url.ifPresent(command::add);
        Path log = machine.log(spec.zone() + "-" + name);
        Process process = spec.volume().isEmpty()
                ? machine.launcher().start(place.enter(), command, log, true)
                : mounts.start(spec.volume().get(), spec.zone(), at -> {
                    command.add(ServiceMain.VOLUME + at);
                    return machine.launcher().start(place.enter(), command, log, true);
                });
        return new ServiceProcess(process, place.address() + ":" + port);
    }

    private void end(GroupSpec spec, Collection<ServiceProcess> instances) {
        for (ServiceProcess instance : instances) {
            try {
                var _ = served(instance);
            } catch (IOException _) {
                // it counts as it last did
            }
        }
        Ending.end(instances.stream().map(ServiceProcess::process).toList(), DRAIN);
        for (ServiceProcess instance : instances) {
            long last = Optional.ofNullable(served.remove(instance)).orElse(0L);
            servedByEnded.computeIfAbsent(spec.service(), _ -> new TreeMap<>()).merge(spec.zone(), last, Long::sum);
        }
    }

    private GroupInfo info(Group group) {
        String address = machine.place(group.spec().zone().value()).address();
        return new GroupInfo(
                group.spec(),
                group.ports().stream().map(port -> address + ":" + port).toList());
    }

    private static String driver() {
        try {
            return codeOf(Class.forName("org.postgresql.Driver"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the PostgreSQL driver is missing from this build", e);
        }
    }

    private static String codeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code of " + type.getName() + " has no path", e);
        }
    }
}
