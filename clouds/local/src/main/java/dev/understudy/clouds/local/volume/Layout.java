package dev.understudy.clouds.local.volume;

import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record of a volume and what follows from it: whose tree is written, where each zone's name for it leads. */
final class Layout {
    private static final Logger LOG = LoggerFactory.getLogger(Layout.class);

    /** Where a name leads from a zone that the writer's tree cannot be reached from. */
    private static final Path NOWHERE = Path.of("beyond-reach");

    private final VolumeGround ground;
    private final Path home;
    private final ConcurrentSkipListMap<ZoneId, Seat> seats = new ConcurrentSkipListMap<>();
    private volatile VolumeRecord record;
    private volatile boolean unchecked;

    Layout(VolumeGround ground, VolumeRecord record) throws IOException {
        this.ground = ground;
        this.home = ground.home(record.spec().name()).toAbsolutePath();
        this.record = record;
        Files.createDirectories(home.resolve("at"));
    }

    Path home() {
        return home;
    }

    VolumeRecord record() {
        return record;
    }

    /** Makes a record the one that counts; durable on return. */
    void keep(VolumeRecord changed) throws IOException {
        Path file = home.resolve(VolumeRecord.FILE);
        if (!changed.equals(record) || Files.notExists(file)) {
            changed.write(file);
            record = changed;
        }
    }

    boolean has(ZoneId zone) {
        return seats.containsKey(zone);
    }

    Seat seat(ZoneId zone) {
        Seat seat = seats.get(zone);
        if (seat == null) {
            throw new IllegalArgumentException("zone is " + zone + "; allowed: those of volume "
                    + record.spec().name() + ", " + seats.keySet());
        }
        return seat;
    }

    Collection<Seat> all() {
        return seats.values();
    }

    Seat writer() {
        return seat(record.writer());
    }

    /** Zones whose copies get rounds. */
    List<ZoneId> followers() {
        return seats.keySet().stream()
                .filter(zone -> !zone.equals(record.writer()) && !record.isFenced(zone))
                .toList();
    }

    boolean isDead(ZoneId zone) {
        return ground.dead().test(zone);
    }

    /** Lets nobody be taken out of service for not answering while users are stopped. */
    void lookAway() throws IOException {
        unchecked = true;
        ground.checks().lookAway(record.spec().service(), true);
    }

    /** Ends {@link #lookAway}; false when it must be tried again. */
    boolean lookAgain() {
        if (unchecked) {
            try {
                ground.checks().lookAway(record.spec().service(), false);
                unchecked = false;
            } catch (IOException e) {
                LOG.warn(
                        "instances of {} are not checked yet: {}", record.spec().service(), e.getMessage());
            }
        }
        return !unchecked;
    }

    /** Makes room for the volume in a zone; nothing happens where there is some. */
    void add(ZoneId zone) throws IOException {
        if (seats.containsKey(zone)) {
            return;
        }
        String address = ground.places().apply(zone).address();
        Path part = home.resolve(zone.value());
        Files.createDirectories(part.resolve("tree"));
        var identity = ground.issuer().issue(Seat.nameOf(zone), List.of(address), part.resolve("identity"));
        seats.put(zone, new Seat(zone, part, address, ground.inside().apply(zone), identity));
    }

    /** Removes what a zone has of it. */
    void remove(ZoneId zone) throws IOException {
        Seat seat = seats.remove(zone);
        if (seat != null) {
            seat.shut();
            Files.deleteIfExists(mount(zone));
            Trees.delete(seat.home());
        }
    }

    /** Where instances of a zone find the volume. */
    Path mount(ZoneId zone) {
        return home.resolve("at").resolve(zone.value());
    }

    /** Where a follower takes what is copied to it. */
    InetSocketAddress door(ZoneId zone) throws IOException {
        return seat(zone).open(seats.keySet().stream().map(Seat::nameOf).collect(Collectors.toSet()));
    }

    /** Nobody copies to the tree that is written, nor to one that was left by force. */
    void shutDoors() throws IOException {
        for (Seat seat : seats.values()) {
            if (!followers().contains(seat.zone())) {
                seat.shut();
            }
        }
    }

    /**
     * Leads each zone's name to the tree that is written, as if it were mounted there: one at a time, each at once. To
     * and from a dead zone it leads nowhere.
     */
    synchronized void lead() throws IOException {
        for (ZoneId zone : seats.keySet()) {
            ZoneId writer = record.writer();
            boolean reached = zone.equals(writer) || !isDead(zone) && !isDead(writer);
            Path wanted = reached ? Path.of("..", writer.value(), "tree") : NOWHERE;
            Path name = mount(zone);
            if (!Files.isSymbolicLink(name) || !Files.readSymbolicLink(name).equals(wanted)) {
                Path fresh = name.resolveSibling("." + zone + ".new");
                Files.deleteIfExists(fresh);
                Files.createSymbolicLink(fresh, wanted);
                Files.move(fresh, name, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
