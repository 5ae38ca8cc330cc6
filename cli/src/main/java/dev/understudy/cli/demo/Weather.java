package dev.understudy.cli.demo;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudStatus.Fabric;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What happens to the primary zone. Every change of it is remembered with its time. */
final class Weather {
    private static final double CALM_ONE_WAY_MILLIS = 1;

    private final LocalCloud cloud;
    private final Fabric fabric;
    private final ZoneId zone;
    private final List<String> places;
    private final InstantSource clock;
    private final List<Change> changes = new ArrayList<>();
    private int slowerMillis;

    /** A change of the weather, for the moves that answer it. */
    record Change(String what, Instant at) {}

    Weather(LocalCloud cloud, Fabric fabric, ZoneId zone, List<String> places, InstantSource clock) {
        this.cloud = cloud;
        this.fabric = fabric;
        this.zone = zone;
        this.places = List.copyOf(places);
        this.clock = clock;
    }

    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Every path takes two milliseconds there and back, where the fabric can delay. */
    void calm() {
        if (fabric == Fabric.TUN) {
            for (String from : places) {
                for (String to : places) {
                    if (!from.equals(to)) {
                        cloud.link(LinkSpec.delayed(from, to, CALM_ONE_WAY_MILLIS));
                    }
                }
            }
        }
    }

    /** The zone is this much slower there and back than when all is well. */
    void slowTo(int extraMillis) {
        if (extraMillis == slowerMillis) {
            return;
        }
        if (slowerMillis == 0) {
            remember(zone + " grows slower, little by little");
        }
        slowerMillis = extraMillis;
        if (fabric == Fabric.TUN) {
            delay(CALM_ONE_WAY_MILLIS + extraMillis / 2.0);
        } else {
            cloud.slow(zone, extraMillis);
        }
    }

    void dead() {
        remember(zone + " is cut off from everybody");
        cloud.kill(zone);
    }

    void well() {
        remember(zone + " is well again");
        cloud.heal(zone);
        slowerMillis = 0;
        if (fabric == Fabric.TUN) {
            delay(CALM_ONE_WAY_MILLIS);
        }
    }

    private void delay(double oneWayMillis) {
        for (String place : places) {
            if (!place.equals(zone.value())) {
                cloud.link(LinkSpec.delayed(zone.value(), place, oneWayMillis));
                cloud.link(LinkSpec.delayed(place, zone.value(), oneWayMillis));
            }
        }
    }

    private synchronized void remember(String what) {
        changes.add(new Change(what, clock.instant()));
    }
}
