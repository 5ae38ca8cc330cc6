package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** The zones of a set with what each has: a place on the disk, certificates, a server and a pooler. */
final class Members {
    private static final int POSTGRES_PORT = 5_432;
    private static final int POOLER_PORT = 6_432;

    private static final String CLIENTS = "clients";

    private final Ground ground;
    private final String name;
    private final int number;
    private final Programs programs;
    private final Rights rights;
    private final Consumer<ZoneId> onCrash;
    private final ConcurrentSkipListMap<ZoneId, Member> members = new ConcurrentSkipListMap<>();

    /** A zone's part. */
    record Member(Seat seat, PostgresServer server, Pooler pooler) {}

    Members(Ground ground, String name, int number, Consumer<ZoneId> onCrash) throws IOException {
        this.ground = ground;
        this.name = name;
        this.number = number;
        this.onCrash = onCrash;
        this.programs = Programs.find();
        Files.createDirectories(home());
        Trees.delete(home().resolve(CLIENTS)); // of an earlier cloud's authority
        this.rights = Rights.choose(ground.root(), home());
    }

    Path home() {
        return home(ground, name);
    }

    static Path home(Ground ground, String name) {
        return ground.directory().resolve("db-" + name);
    }

    Collection<Member> all() {
        return members.values();
    }

    Member of(ZoneId zone) {
        Member member = members.get(zone);
        if (member == null) {
            throw new IllegalArgumentException(
                    "zone is " + zone + "; allowed: those of database " + name + ", " + members.keySet());
        }
        return member;
    }

    boolean has(ZoneId zone) {
        return members.containsKey(zone);
    }

    /** Makes room for the set in a zone; nothing happens where there is some. */
    void add(ZoneId zone) throws IOException {
        if (members.containsKey(zone)) {
            return;
        }
        LocalCloudStatus.Place place = ground.places().apply(zone);
        var seat = new Seat(
                zone,
                place.address(),
                POSTGRES_PORT + number,
                POOLER_PORT + number,
                home().resolve(zone.value()),
                place.enter(),
                ground.inside().apply(zone),
                ground.logs().apply("postgres-" + name + "-" + zone));
        Files.createDirectories(seat.directory());
        certify(seat);
        rights.give(seat.directory());
        ground.issuer().issue(ServerConfig.CLOUD, List.of(), seat.identity(ServerConfig.CLOUD));
        var server = new PostgresServer(seat, programs, rights, ground.launcher(), _ -> onCrash.accept(zone));
        var pooler = new Pooler(seat, programs, rights, ground.launcher(), _ -> onCrash.accept(zone));
        members.put(zone, new Member(seat, server, pooler));
    }

    /** Ends what runs there and removes what it stored. */
    void remove(ZoneId zone) throws IOException {
        Member member = members.remove(zone);
        if (member != null) {
            member.pooler().end();
            member.server().kill();
            Trees.delete(member.seat().directory());
        }
    }

    /** Certificates for the clients of the set, by role. */
    SortedMap<String, String> credentials(Collection<String> roles) throws IOException {
        var directories = new TreeMap<String, String>();
        for (String role : roles) {
            Path directory = home().resolve(CLIENTS).resolve(role);
            if (Files.notExists(directory.resolve("key.pk8"))) {
                ground.issuer().issue(role, List.of(), directory);
                binaryKey(directory);
            }
            directories.put(role, directory.toString());
        }
        return directories;
    }

    private void certify(Seat seat) {
        ground.issuer().issue("postgres-" + seat.zone(), List.of(seat.address()), seat.identity("server"));
        ground.issuer().issue(ServerConfig.POOLER, List.of(seat.address()), seat.identity(ServerConfig.POOLER));
        for (String role : List.of(ServerConfig.REPLICA, ServerConfig.REWINDER)) {
            ground.issuer().issue(role, List.of(), seat.identity(role));
        }
    }

    /** The driver wants the key in DER form. */
    private static void binaryKey(Path directory) throws IOException {
        String pem = Files.readString(directory.resolve("key.pem"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Path file = directory.resolve("key.pk8");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, der);
    }
}
