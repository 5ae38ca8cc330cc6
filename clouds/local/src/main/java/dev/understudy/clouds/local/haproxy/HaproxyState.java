package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what HAProxy says of itself. */
final class HaproxyState {
    /** The backend that holds the servers. */
    static final String BACKEND = "zones";

    /** The backend that tries every server when none passes its checks. */
    static final String PANIC = "panic";

    /** Begins the name of the stand-in of a server that takes requests only when no server with a share can. */
    static final String STANDBY = "_";

    /** Number of the revision in force, kept in HAProxy itself so that every process sees the same. */
    static final String REVISION = "proc.understudy_revision";

    /** Highest fence epoch that was applied. */
    static final String EPOCH = "proc.understudy_epoch";

    /** Token of the process that changes weights now; 0 when none does. */
    static final String LOCK = "proc.understudy_lock";

    /** The shares asked for, exactly: {@code zone=basisPoints/zone=basisPoints}. */
    static final String SHARES = "proc.understudy_shares";

    private static final Pattern INTEGER = Pattern.compile("value=<(-?\\d+)>");
    private static final Pattern TEXT = Pattern.compile("value=<([^>]*)>");

    /** Check states up to this one say that no check has ended yet (HAProxy's {@code HCHK_STATUS_START}). */
    private static final int CHECK_INITIAL = 2;

    /** The operational state of a server that takes requests (HAProxy's {@code SRV_ST_RUNNING}). */
    private static final int RUNNING = 2;

    /** Administrative states in which a server takes no request (HAProxy's {@code SRV_ADMF_MAINT}). */
    private static final int MAINTENANCE = 0x63;

    private HaproxyState() {}

    /** The number in an answer to {@code get var}; 0 when the variable was never set. */
    static long integer(String answer) throws IOException {
        var match = INTEGER.matcher(answer);
        if (match.find()) {
            return Long.parseLong(match.group(1));
        }
        if (answer.contains("not found")) {
            return 0;
        }
        throw new IOException("the balancer says \"" + answer + "\" where a number was asked for");
    }

    /** The text in an answer to {@code get var}; empty when the variable was never set. */
    static String text(String answer) {
        var match = TEXT.matcher(answer);
        return match.find() ? match.group(1) : "";
    }

    static String write(Weights shares) {
        return String.join(
                "/",
                shares.shares().entrySet().stream()
                        .map(share -> share.getKey() + "=" + share.getValue())
                        .toList());
    }

    static Weights readShares(String text) {
        var shares = new TreeMap<ZoneId, Integer>();
        for (String share : text.split("/", -1)) {
            String[] sides = share.split("=", 2);
            shares.put(new ZoneId(sides[0]), Integer.valueOf(sides[1]));
        }
        return new Weights(shares);
    }

    /** Whether the worker that answered {@code show info} is on its way out: what is changed there is lost. */
    static boolean isStopping(String info) {
        return info.lines().anyMatch(line -> line.equals("Stopping: 1"));
    }

    static long pid(String info) throws IOException {
        return info.lines()
                .filter(line -> line.startsWith("Pid: "))
                .mapToLong(line -> Long.parseLong(line.substring(5).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("the balancer does not say its process"));
    }

    /** Weights of the servers, from {@code show servers state}. */
    static SortedMap<ServerName, Integer> weights(String serversState) throws IOException {
        return servers(serversState).weights();
    }

    /** The servers, from {@code show servers state}. */
    static Servers servers(String serversState) throws IOException {
        var weights = new TreeMap<ServerName, Integer>();
        var up = new TreeSet<ServerName>();
        var empty = new TreeSet<ServerName>();
        List<String> lines =
                serversState.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() < 2 || !lines.get(1).startsWith("# ")) {
            throw new IOException("the balancer says \"" + serversState + "\" where its servers were asked for");
        }
        List<String> columns = List.of(lines.get(1).substring(2).split(" ", -1));
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.split(" ", -1);
            String text = fields[columns.indexOf("srv_name")];
            if (text.startsWith(STANDBY)) {
                continue;
            }
            var name = ServerName.parse(text);
            weights.put(name, Integer.valueOf(fields[columns.indexOf("srv_uweight")]));
            if (isEmpty(fields, columns)) {
                empty.add(name);
            } else if (Integer.parseInt(fields[columns.indexOf("srv_op_state")]) == RUNNING) {
                up.add(name);
            }
        }
        return new Servers(weights, up, empty);
    }

    private static boolean isEmpty(String[] fields, List<String> columns) {
        return (Integer.parseInt(fields[columns.indexOf("srv_admin_state")]) & MAINTENANCE) != 0;
    }

    /** Everything about the service, from {@code show stat} and the weights read beside it. */
    static BalancerView view(
            ServiceId service, Instant at, Map<ServerName, Integer> weights, Collection<ZoneId> also, String stat) {
        var rows = new TreeMap<ZoneId, List<Map<String, String>>>();
        for (Map<String, String> row : rows(stat)) {
            String backend = row.getOrDefault("pxname", "");
            if ("2".equals(row.get("type")) && (backend.equals(BACKEND) || backend.equals(PANIC))) {
                rows.computeIfAbsent(serverOf(row).zone(), _ -> new ArrayList<>())
                        .add(row);
            }
        }
        var zones = new TreeMap<ZoneId, BalancerView.ZoneHealth>();
        rows.forEach((zone, servers) -> zones.put(zone, health(servers)));
        return new BalancerView(service, at, ServerWeights.toShares(weights, also), zones);
    }

    private static BalancerView.ZoneHealth health(List<Map<String, String>> servers) {
        int up = 0;
        int total = 0;
        long requests = 0;
        long errors = 0;
        long retries = 0;
        double weighted = 0;
        for (Map<String, String> server : servers) {
            String status = server.getOrDefault("status", "");
            if (isChecked(server) && !status.startsWith("MAINT")) {
                total++;
                up += status.startsWith("UP") ? 1 : 0;
            }
            long served = number(server, "stot");
            requests += served;
            errors += number(server, "econ") + number(server, "eresp") + number(server, "hrsp_5xx");
            retries += number(server, "wredis");
            weighted += (double) served * number(server, "rtime");
        }
        return new BalancerView.ZoneHealth(
                up, total, requests, errors, retries, requests == 0 ? 0 : weighted / requests);
    }

    /** Stand-ins and the servers of the last resort are the same servers again. */
    private static boolean isChecked(Map<String, String> row) {
        return BACKEND.equals(row.get("pxname"))
                && !row.getOrDefault("svname", "").startsWith(STANDBY);
    }

    private static ServerName serverOf(Map<String, String> row) {
        String name = row.getOrDefault("svname", "");
        return ServerName.parse(name.startsWith(STANDBY) ? name.substring(STANDBY.length()) : name);
    }

    /** How many servers still have no verdict of their checks, from {@code show servers state}. */
    static long unchecked(String serversState) {
        List<String> lines =
                serversState.lines().filter(line -> !line.isBlank()).toList();
        List<String> columns = List.of(lines.get(1).substring(2).split(" ", -1));
        int name = columns.indexOf("srv_name");
        int status = columns.indexOf("srv_check_status");
        return lines.subList(2, lines.size()).stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> !fields[name].startsWith(STANDBY)
                        && !isEmpty(fields, columns)
                        && Integer.parseInt(fields[status]) <= CHECK_INITIAL)
                .count();
    }

    private static long number(Map<String, String> row, String column) {
        @Nullable String value = row.get(column);
        return value == null || value.isEmpty() ? 0 : Long.parseLong(value);
    }

    private static List<Map<String, String>> rows(String csv) {
        List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
            return List.of();
        }
        String[] columns = lines.getFirst().substring(2).split(",", -1);
        var rows = new ArrayList<Map<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            var row = new HashMap<String, String>();
            for (int at = 0; at < Math.min(columns.length, fields.length); at++) {
                row.put(columns[at], fields[at]);
            }
            rows.add(row);
        }
        return rows;
    }
}
