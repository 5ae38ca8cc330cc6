package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.copy.TreeTarget;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A zone's part of a volume: its tree, and the door through which others may write it. */
final class Seat {
    private final ZoneId zone;
    private final Path home;
    private final String address;
    private final Inside inside;
    private final Identity identity;
    private @Nullable TreeTarget door;

    /**
     * @param home of the zone's part
     * @param address of the zone
     * @param identity whom it shows
     */
    Seat(ZoneId zone, Path home, String address, Inside inside, Identity identity) {
        this.zone = zone;
        this.home = home;
        this.address = address;
        this.inside = inside;
        this.identity = identity;
    }

    static String nameOf(ZoneId zone) {
        return "volume-" + zone;
    }

    ZoneId zone() {
        return zone;
    }

    Path home() {
        return home;
    }

    Path tree() {
        return home.resolve("tree");
    }

    /** What it had when it was left by force and no other has. */
    Path aside() {
        return home.resolve("aside");
    }

    Inside inside() {
        return inside;
    }

    Identity identity() {
        return identity;
    }

    /** Lets others write its tree from inside its zone. Returns where. */
    synchronized InetSocketAddress open(Set<String> peers) throws IOException {
        TreeTarget found = door;
        if (found == null) {
            found = inside.call(() -> TreeTarget.open(identity, new InetSocketAddress(address, 0), tree(), peers));
            door = found;
        }
        return found.address();
    }

    /** Nobody else writes its tree any more on return. */
    synchronized void shut() throws IOException {
        TreeTarget found = door;
        door = null;
        if (found != null) {
            found.close();
        }
    }
}
