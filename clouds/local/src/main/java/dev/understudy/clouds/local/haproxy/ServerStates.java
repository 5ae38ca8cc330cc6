package dev.understudy.clouds.local.haproxy;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Carries the health of servers over a reload, so that the new worker does not send to a zone that the old one knew to
 * be dead. Weights are set to those of the new configuration: HAProxy would otherwise bring back the old ones.
 */
final class ServerStates {
    private ServerStates() {}

    /**
     * What {@code show servers state} said, without servers that are gone or empty, and with the weights they shall
     * have.
     */
    static String carry(String serversState, SortedMap<ServerName, Integer> weights, Set<ServerName> empty) {
        List<String> lines =
                serversState.lines().filter(line -> !line.isBlank()).toList();
        var kept = new StringJoiner("\n", "", "\n");
        kept.add(lines.get(0));
        kept.add(lines.get(1));
        List<String> columns = List.of(lines.get(1).substring(2).split(" ", -1));
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.split(" ", -1);
            String name = fields[columns.indexOf("srv_name")];
            @Nullable
            Integer weight = name.startsWith(HaproxyState.STANDBY) ? null : weights.get(ServerName.parse(name));
            if (weight != null && !empty.contains(ServerName.parse(name))) {
                fields[columns.indexOf("srv_admin_state")] = "0";
                fields[columns.indexOf("srv_uweight")] = weight.toString();
                fields[columns.indexOf("srv_iweight")] = weight.toString();
                kept.add(String.join(" ", fields));
            }
        }
        return kept.toString();
    }
}
