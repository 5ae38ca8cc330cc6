package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.fabric.Fabric;
import dev.understudy.clouds.local.process.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What everything in the cloud stands on: its directory, its places and how processes start.
 *
 * @param directory everything of the cloud is below it
 * @param fabric joins the places
 * @param launcher starts the processes
 * @param root whether we are the machine's root, who can and should give up rights
 * @param places by name
 */
record Machine(
        Path directory,
        Fabric fabric,
        Launcher launcher,
        boolean root,
        SortedMap<String, LocalCloudStatus.Place> places) {
    private static final int LAST_ZONE = 249;
    private static final int EDGE_NUMBER = 250;
    private static final int CONTROL_NUMBER = 251;

    /** Has the two places that every cloud has. */
    static Machine create(Path directory, Fabric fabric, boolean root) throws IOException {
        var places = new TreeMap<String, LocalCloudStatus.Place>();
        places.put(Places.EDGE, fabric.open(Places.EDGE, EDGE_NUMBER));
        places.put(Places.CONTROL, fabric.open(Places.CONTROL, CONTROL_NUMBER));
        return new Machine(directory, fabric, new Launcher(), root, places);
    }

    LocalCloudStatus.Place place(String name) {
        LocalCloudStatus.Place place = places.get(name);
        if (place == null) {
            throw new LocalCloudException(
                    Kind.INVALID,
                    "zone " + name + " does not exist; there are " + Collections.unmodifiableSet(places.keySet()));
        }
        return place;
    }

    LocalCloudStatus.Place open(String name) throws IOException {
        for (int number = 1; number <= LAST_ZONE; number++) {
            String third = "." + number + ".1";
            if (places.values().stream().noneMatch(place -> place.address().endsWith(third))) {
                LocalCloudStatus.Place place = fabric.open(name, number);
                places.put(name, place);
                return place;
            }
        }
        throw new LocalCloudException(Kind.INVALID, "zone " + name + " is one too many; allowed: " + LAST_ZONE);
    }

    void close(String name) throws IOException {
        if (places.remove(name) != null) {
            fabric.close(name);
        }
    }

    Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }
}
