package dev.understudy.bench.peer;

import dev.understudy.bench.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Patroni cluster in synchronous mode with Patroni's own defaults, one PostgreSQL and one etcd member in each zone,
 * without TLS. A switch-over is ordered at its REST interface, as {@code patronictl switchover} does.
 */
public final class Patroni {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration HTTP = Duration.ofSeconds(40);
    private static final JsonMapper JSON = new JsonMapper();

    private final World world;
    private final Path folder;
    private final Path postgresBinaries;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /**
     * @param world where it runs
     * @param postgresBinaries folder with {@code initdb} and its like
     */
    public Patroni(World world, Path postgresBinaries) {
        this.world = world;
        this.folder = world.subfolder("patroni");
        this.postgresBinaries = postgresBinaries;
    }

    /** A member as Patroni names it. */
    public record Member(String name, String role, String state) {}

    /** Starts etcd and Patroni in each zone; returns when there is a leader and a synchronous standby, and the third follows. */
    public void start() throws InterruptedException {
        world.processes().run(List.of(), List.of("chown", "postgres:postgres", folder.toString()), HTTP);
        for (String zone : World.ZONES) {
            startEtcd(zone);
        }
        for (String zone : World.ZONES) {
            startPatroni(zone);
        }
        try {
            awaitWhole();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; Patroni said: " + world.processes().lastWords("patroni-zone-a"), e);
        }
        psql("create table orders(id bigserial primary key, key text not null, body text not null,"
                + " at timestamptz not null default now())");
        psql("create index on orders(key)");
    }

    /** What a client of it is given: every host, and that it wants the one that takes writes. */
    public String url() {
        String hosts =
                World.ZONES.stream().map(zone -> world.address(zone) + ":5432").collect(Collectors.joining(","));
        return "jdbc:postgresql://" + hosts + "/postgres?targetServerType=primary&hostRecheckSeconds=0&user=postgres"
                + "&password=measured&connectTimeout=2&tcpKeepAlive=true";
    }

    /** Every key the database has, read at the leader by a connection of its own. */
    public List<String> keys() {
        return psql("copy (select key from orders) to stdout").lines().toList();
    }

    /** Waits until it could switch over: leader, synchronous standby, and everybody streams. */
    public void awaitWhole() throws InterruptedException {
        World.await("Patroni's cluster to be whole; it has " + members(), READY, this::whole);
    }

    private boolean whole() {
        var members = members();
        return members.size() == World.ZONES.size()
                && members.stream().anyMatch(member -> member.role().equals("leader"))
                && members.stream().anyMatch(member -> member.role().equals("sync_standby"))
                && members.stream()
                        .allMatch(member -> member.state().equals("running")
                                || member.state().equals("streaming"))
                && streaming() == World.ZONES.size() - 1;
    }

    private int streaming() {
        try {
            return Integer.parseInt(psql("select count(*) from pg_stat_replication where state = 'streaming'")
                    .strip());
        } catch (IllegalStateException notYet) {
            return -1;
        }
    }

    /** Orders a switch-over to the synchronous standby and returns when Patroni says that it is done. */
    public String switchOver() {
        var members = members();
        String leader = named(members, "leader");
        String candidate = named(members, "sync_standby");
        String answer =
                post(leader, "/switchover", "{\"leader\":\"" + leader + "\",\"candidate\":\"" + candidate + "\"}");
        return leader + " -> " + candidate + ": " + answer;
    }

    private static String named(List<Member> members, String role) {
        return members.stream()
                .filter(member -> member.role().equals(role))
                .map(Member::name)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Patroni has no " + role + " among " + members));
    }

    /** Runs a statement at the leader. */
    public String psql(String statement) {
        String hosts = World.ZONES.stream().map(world::address).collect(Collectors.joining(","));
        return world.processes()
                .run(
                        List.of("env", "PGPASSWORD=measured", "PGCONNECT_TIMEOUT=2"),
                        List.of(
                                postgresBinaries.resolve("psql").toString(),
                                "-qAtX",
                                "-v",
                                "ON_ERROR_STOP=1",
                                "host=" + hosts + " user=postgres dbname=postgres target_session_attrs=read-write",
                                "-c",
                                statement),
                        HTTP);
    }

    /** The members as any of them knows them. */
    public List<Member> members() {
        for (String zone : World.ZONES) {
            Optional<JsonNode> cluster = get(zone, "/cluster");
            if (cluster.isPresent()) {
                var members = new ArrayList<Member>();
                for (JsonNode member : cluster.get().path("members")) {
                    members.add(new Member(
                            member.path("name").asString(""),
                            member.path("role").asString(""),
                            member.path("state").asString("")));
                }
                return members;
            }
        }
        return List.of();
    }

    private Optional<JsonNode> get(String zone, String path) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + world.address(zone) + ":8008" + path))
                            .timeout(Duration.ofSeconds(3))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return Optional.of(JSON.readTree(answer.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private String post(String zone, String path, String body) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + world.address(zone) + ":8008" + path))
                            .timeout(HTTP)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("Patroni refused: " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void startEtcd(String zone) {
        String address = world.address(zone);
        String cluster = World.ZONES.stream()
                .map(each -> each + "=http://" + world.address(each) + ":2380")
                .collect(Collectors.joining(","));
        world.processes()
                .start(
                        "etcd-" + zone,
                        world.enterCommand(zone),
                        List.of(
                                "etcd",
                                "--name",
                                zone,
                                "--data-dir",
                                folder.resolve("etcd-" + zone).toString(),
                                "--listen-peer-urls",
                                "http://" + address + ":2380",
                                "--initial-advertise-peer-urls",
                                "http://" + address + ":2380",
                                "--listen-client-urls",
                                "http://" + address + ":2379",
                                "--advertise-client-urls",
                                "http://" + address + ":2379",
                                "--initial-cluster",
                                cluster,
                                "--initial-cluster-state",
                                "new"));
    }

    /** In a process namespace of its own, whose end is the end of PostgreSQL too. */
    private void startPatroni(String zone) {
        Path file = folder.resolve(zone + ".yml");
        try {
            Files.writeString(file, JSON.writeValueAsString(configuration(zone))); // JSON is YAML
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String asPostgres =
                "setpriv --reuid=postgres --regid=postgres --init-groups env HOME=" + folder + " patroni " + file;
        world.processes()
                .start(
                        "patroni-" + zone,
                        world.enterCommand(zone),
                        List.of(
                                "unshare",
                                "--pid",
                                "--fork",
                                "--kill-child",
                                "--mount-proc",
                                "sh",
                                "-c",
                                asPostgres + "; exit $?"));
    }

    private Map<String, Object> configuration(String zone) {
        String address = world.address(zone);
        var etcd =
                World.ZONES.stream().map(each -> world.address(each) + ":2379").toList();
        var parameters = Map.<String, Object>of(
                "shared_buffers",
                "64MB",
                "max_connections",
                100,
                "wal_log_hints",
                "on",
                "unix_socket_directories",
                folder.toString());
        var all = new LinkedHashMap<String, Object>();
        all.put("scope", "peer");
        all.put("name", zone);
        all.put("restapi", Map.of("listen", address + ":8008", "connect_address", address + ":8008"));
        all.put("etcd3", Map.of("hosts", etcd));
        all.put(
                "bootstrap",
                Map.of(
                        "dcs",
                        Map.of(
                                "ttl", 30,
                                "loop_wait", 10,
                                "retry_timeout", 10,
                                "maximum_lag_on_failover", 1_048_576,
                                "synchronous_mode", true,
                                "postgresql",
                                        Map.of("use_pg_rewind", true, "use_slots", true, "parameters", parameters)),
                        "initdb",
                        List.of(Map.of("encoding", "UTF8"), Map.of("locale", "C"), "data-checksums"),
                        "pg_hba",
                        List.of(
                                "local all all trust",
                                "host replication replicator 0.0.0.0/0 scram-sha-256",
                                "host all all 0.0.0.0/0 scram-sha-256")));
        all.put(
                "postgresql",
                Map.of(
                        "listen", address + ":5432",
                        "connect_address", address + ":5432",
                        "data_dir", folder.resolve("data-" + zone).toString(),
                        "bin_dir", Objects.requireNonNull(postgresBinaries).toString(),
                        "pgpass", folder.resolve("pgpass-" + zone).toString(),
                        "authentication",
                                Map.of(
                                        "superuser", Map.of("username", "postgres", "password", "measured"),
                                        "replication", Map.of("username", "replicator", "password", "measured"),
                                        "rewind", Map.of("username", "rewinder", "password", "measured"))));
        return all;
    }
}
