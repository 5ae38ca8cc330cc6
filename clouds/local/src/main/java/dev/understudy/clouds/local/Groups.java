package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.process.Ending;
import dev.understudy.clouds.local.process.ServiceProcess;
import dev.understudy.clouds.local.service.ServiceMain;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The instance groups and their processes. */
final class Groups {
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final Machine machine;
    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final Map<ZoneId, Integer> slowMillis = new HashMap<>();
    private final Map<ServiceProcess, Long> served = new HashMap<>();

    private record Group(GroupSpec spec, List<ServiceProcess> instances) {}

    Groups(Machine machine) {
        this.machine = machine;
    }

    /** Makes the group as wanted. What can stay, stays: only a group of another service or zone starts anew. */
    GroupInfo put(GroupSpec wanted) throws IOException {
        var _ = machine.place(wanted.zone().value());
        @Nullable Group found = groups.get(wanted.name());
        if (found != null
                && !(found.spec().service().equals(wanted.service())
                        && found.spec().zone().equals(wanted.zone()))) {
            delete(wanted.name());
            found = null;
        }
        List<ServiceProcess> kept = found == null ? List.of() : alive(found.instances());
        if (found != null && !sameSize(found.spec(), wanted)) {
            for (ServiceProcess instance : kept) {
                tell(instance, "resize " + wanted.capacityPerSecond() + " " + wanted.serviceMillis());
            }
        }
        var instances = new ArrayList<>(kept.subList(0, Math.min(kept.size(), wanted.instances())));
        List<ServiceProcess> leaving = kept.subList(instances.size(), kept.size());
        instances.addAll(start(wanted, wanted.instances() - instances.size()));
        groups.put(wanted.name(), new Group(wanted, List.copyOf(instances)));
        end(leaving);
        return info(groups.get(wanted.name()));
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
            end(group.instances());
        }
    }

    List<GroupInfo> all() {
        return groups.values().stream().map(Groups::info).toList();
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

    /** Requests served by zone. An instance that cannot answer counts as it last did. */
    SortedMap<ZoneId, Long> served(ServiceId service) throws IOException {
        var totals = new TreeMap<ZoneId, Long>();
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

    private static List<ServiceProcess> alive(Collection<ServiceProcess> instances) {
        return instances.stream()
                .filter(instance -> instance.process().isAlive())
                .toList();
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
    private List<ServiceProcess> start(GroupSpec spec, int count) throws IOException {
        var started = new ArrayList<ServiceProcess>();
        try {
            for (int i = 0; i < count; i++) {
                started.add(launch(spec, freePort(spec.zone(), started)));
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
            end(started);
            throw e;
        }
    }

    private ServiceProcess launch(GroupSpec spec, int port) throws IOException {
        LocalCloudStatus.Place place = machine.place(spec.zone().value());
        String name = spec.name() + "-" + (port - Places.SERVICE_PORT);
        var command = new ArrayList<>(Jvm.small("24m"));
        command.addAll(List.of("-cp", codeOf(ServiceMain.class), ServiceMain.class.getName()));
        command.addAll(List.of(spec.zone().value(), name, place.address(), Integer.toString(port)));
        command.addAll(List.of(Double.toString(spec.capacityPerSecond()), Double.toString(spec.serviceMillis())));
        Process process = machine.launcher().start(place.enter(), command, machine.log(spec.zone() + "-" + name), true);
        return new ServiceProcess(process, place.address() + ":" + port);
    }

    private int freePort(ZoneId zone, List<ServiceProcess> justStarted) {
        var taken = new HashSet<String>();
        Stream.concat(instances(zone), justStarted.stream()).forEach(instance -> taken.add(instance.endpoint()));
        String address = machine.place(zone.value()).address();
        int port = Places.SERVICE_PORT;
        while (taken.contains(address + ":" + port)) {
            port++;
        }
        return port;
    }

    private void end(Collection<ServiceProcess> instances) {
        Ending.end(instances.stream().map(ServiceProcess::process).toList(), DRAIN);
        instances.forEach(served::remove);
    }

    private static GroupInfo info(Group group) {
        return new GroupInfo(
                group.spec(),
                group.instances().stream().map(ServiceProcess::endpoint).toList());
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
