package dev.understudy.bench.world;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.Places;
import dev.understudy.clouds.local.ZoneSpec;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Three zones in a local cloud, seen from its control place, where this process stands. */
public final class World implements AutoCloseable {
    public static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");

    private final Path folder;
    private final LocalCloud cloud;
    private final Processes processes;

    private World(Path folder, LocalCloud cloud) {
        this.folder = folder;
        this.cloud = cloud;
        this.processes = new Processes(folder.resolve("logs"));
    }

    /** The world of a cloud whose daemon runs already. */
    static World enter(Path folder) {
        return new World(folder, LocalCloudClient.connect(Outer.socket(folder)));
    }

    /** Makes the zones, for those who bring no program that does. */
    public void raiseZones() {
        for (String zone : ZONES) {
            cloud.putZone(new ZoneSpec(new Zone(new ZoneId(zone), 50, 10, 0.1)));
        }
    }

    /** Where everything of this world is; others than root may pass through it but not list it. */
    public Path folder() {
        return folder;
    }

    public LocalCloud cloud() {
        return cloud;
    }

    public Processes processes() {
        return processes;
    }

    public String address(String place) {
        return place(place).address();
    }

    /** What to put before a command so that it runs in a place. */
    public List<String> enterCommand(String place) {
        return place(place).enter();
    }

    private LocalCloudStatus.Place place(String name) {
        return Optional.ofNullable(cloud.status().places().get(name))
                .orElseThrow(() -> new IllegalStateException("the local cloud has no place " + name));
    }

    /** Gives every ordered pair of zones this delay. */
    public void delayBetweenZones(double oneWayMillis) {
        for (String from : ZONES) {
            for (String to : ZONES) {
                if (!from.equals(to)) {
                    cloud.link(LinkSpec.delayed(from, to, oneWayMillis));
                }
            }
        }
    }

    /** A folder below the world's own that everybody may pass through. */
    public Path subfolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line that says under which conditions is measured. */
    public String conditions(double oneWayMillis) {
        return String.format(
                Locale.ROOT,
                "conditions: %s; %.0f ms round trip between zones, none to %s and %s; %d processors, load average %s",
                cloud.status().sentence(),
                2 * oneWayMillis,
                Places.EDGE,
                Places.CONTROL,
                Runtime.getRuntime().availableProcessors(),
                loadAverage());
    }

    private static String loadAverage() {
        try {
            String text = Files.readString(Path.of("/proc/loadavg"));
            return text.substring(0, text.indexOf(' '));
        } catch (IOException _) {
            return "unknown";
        }
    }

    /** Waits for a condition, not for a time. */
    public static void await(String what, Duration limit, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain for " + what);
            }
            Thread.sleep(20);
        }
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Ends what was started here; the cloud ends with the process that started it. */
    @Override
    public void close() {
        processes.close();
        cloud.close();
    }
}
