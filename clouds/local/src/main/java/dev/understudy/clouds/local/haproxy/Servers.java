package dev.understudy.clouds.local.haproxy;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The servers of a balancer as they are now.
 *
 * @param weights 0 to 256 each
 * @param up those that pass their checks
 * @param empty those that nothing is meant to be behind
 */
record Servers(SortedMap<ServerName, Integer> weights, Set<ServerName> up, Set<ServerName> empty) {
    Servers {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        up = Set.copyOf(up);
        empty = Set.copyOf(empty);
    }
}
