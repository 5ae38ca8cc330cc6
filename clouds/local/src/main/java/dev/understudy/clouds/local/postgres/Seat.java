package dev.understudy.clouds.local.postgres;

import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.util.List;

/**
 * What a zone gives to a set.
 *
 * @param zone which
 * @param address where its server and its pooler listen
 * @param serverPort of PostgreSQL
 * @param poolerPort of PgBouncer
 * @param directory everything of the two
 * @param enter what to put before a command so that it runs in the zone
 * @param inside opens sockets in the zone
 * @param log where both write
 */
record Seat(
        ZoneId zone,
        String address,
        int serverPort,
        int poolerPort,
        Path directory,
        List<String> enter,
        Inside inside,
        Path log) {
    Path data() {
        return directory.resolve("data");
    }

    /** Directory of a certificate that its server or pooler shows. */
    Path identity(String name) {
        return directory.resolve("tls").resolve(name);
    }

    /** Name of the slot that keeps the log for it, wherever the writer is. */
    String slot() {
        return "zone_" + zone.value().replace('-', '_');
    }

    String server() {
        return address + ":" + serverPort;
    }

    String pooler() {
        return address + ":" + poolerPort;
    }
}
