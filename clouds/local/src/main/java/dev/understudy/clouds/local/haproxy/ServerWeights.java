package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.weights.Scale;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns shares of zones into HAProxy's whole weights of servers, 0 to 256 each, and back.
 *
 * <p>Resolution: the sum of all weights is chosen so that the worst zone is off by the least. Shares of whole and half
 * percents between zones of equal size come out exact. In general a share is off by less than 20 basis points, and a
 * share below 39 basis points of a zone as large as the other counts as 39, because the smallest weight is 1 of 257: more
 * than zero never becomes zero. More servers make it finer.
 */
final class ServerWeights {
    /** HAProxy's largest weight of a server. */
    static final int MOST = 256;

    /** A sum per server that makes whole and half percents exact; used when nothing fits better. */
    private static final int USUAL_SUM_PER_SERVER = 200;

    /** Errors closer than this are the same, basis points. */
    private static final double NOTHING = 1e-9;

    private ServerWeights() {}

    /**
     * Weights of servers for shares of zones. All servers of a zone get the same, give or take one.
     *
     * @throws IllegalArgumentException when a zone has a share and no server
     */
    static SortedMap<ServerName, Integer> of(Weights shares, Collection<ServerName> servers) {
        SortedMap<ZoneId, List<ServerName>> byZone = byZone(servers);
        for (var share : shares.shares().entrySet()) {
            if (share.getValue() > 0 && !byZone.containsKey(share.getKey())) {
                throw new IllegalArgumentException("zone " + share.getKey() + " has a share of " + share.getValue()
                        + " basis points and no server; there are servers in " + byZone.keySet());
            }
        }
        SortedMap<ZoneId, Integer> sums = zoneSums(shares, byZone);
        var weights = new TreeMap<ServerName, Integer>();
        byZone.forEach((zone, names) -> spread(sums.getOrDefault(zone, 0), names, weights));
        return weights;
    }

    /**
     * Weights of servers of which only some can take requests: a zone's whole share goes to those of its servers that
     * can. Where none of a zone can, it stands ready for all of those that were meant to.
     *
     * @param servers all of them
     */
    static SortedMap<ServerName, Integer> of(Weights shares, Servers servers) {
        var takers = new TreeSet<ServerName>();
        byZone(servers.weights().keySet()).values().forEach(zone -> takers.addAll(takers(zone, servers)));
        var weights = new TreeMap<>(of(shares, takers));
        servers.weights().keySet().forEach(name -> weights.putIfAbsent(name, 0));
        return weights;
    }

    private static List<ServerName> takers(List<ServerName> zone, Servers servers) {
        var meant =
                zone.stream().filter(name -> !servers.empty().contains(name)).toList();
        var up = meant.stream().filter(servers.up()::contains).toList();
        if (!up.isEmpty()) {
            return up;
        }
        return meant.isEmpty() ? zone : meant;
    }

    /** Shares of zones that weights of servers amount to; zones named in {@code also} are listed even without servers. */
    static Weights toShares(Map<ServerName, Integer> weights, Collection<ZoneId> also) {
        var sums = new TreeMap<ZoneId, Integer>();
        also.forEach(zone -> sums.put(zone, 0));
        weights.forEach((name, weight) -> sums.merge(name.zone(), weight, Integer::sum));
        return Weights.proportionalTo(sums);
    }

    private static SortedMap<ZoneId, List<ServerName>> byZone(Collection<ServerName> servers) {
        return servers.stream()
                .sorted()
                .collect(Collectors.groupingBy(ServerName::zone, TreeMap::new, Collectors.toList()));
    }

    private static SortedMap<ZoneId, Integer> zoneSums(Weights shares, SortedMap<ZoneId, List<ServerName>> byZone) {
        int largest = byZone.values().stream().mapToInt(List::size).max().orElse(1);
        int usual = USUAL_SUM_PER_SERVER * largest;
        int most = MOST * byZone.values().stream().mapToInt(List::size).sum();
        int least = (int)
                shares.shares().values().stream().filter(share -> share > 0).count();
        @Nullable SortedMap<ZoneId, Integer> best = null;
        double bestError = Double.MAX_VALUE;
        for (int total : nearestFirst(usual, least, most)) {
            SortedMap<ZoneId, Integer> sums = Scale.apportion(shares.shares(), total);
            double error = fits(sums, byZone) ? error(shares, sums, total, byZone) : Double.MAX_VALUE;
            if (error < bestError - NOTHING) {
                best = sums;
                bestError = error;
            }
            if (bestError < NOTHING) {
                break; // exact, and no exact one is nearer to the usual sum
            }
        }
        if (best == null) {
            throw new IllegalStateException("no weights up to " + MOST + " fit shares " + shares + " on " + byZone);
        }
        return best;
    }

    private static int[] nearestFirst(int usual, int least, int most) {
        return IntStream.rangeClosed(least, most)
                .boxed()
                .sorted(Comparator.comparingInt(total -> Math.abs(total - usual)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static boolean fits(SortedMap<ZoneId, Integer> sums, SortedMap<ZoneId, List<ServerName>> byZone) {
        return sums.entrySet().stream()
                .allMatch(sum -> sum.getValue()
                        <= MOST * byZone.getOrDefault(sum.getKey(), List.of()).size());
    }

    /** Worst deviation of a zone in basis points, with a small surcharge where servers of one zone would be unequal. */
    private static double error(
            Weights shares, SortedMap<ZoneId, Integer> sums, int total, SortedMap<ZoneId, List<ServerName>> byZone) {
        double worst = 0;
        boolean uneven = false;
        for (var sum : sums.entrySet()) {
            double effective = (double) sum.getValue() / total * Weights.WHOLE;
            worst = Math.max(worst, Math.abs(effective - shares.of(sum.getKey())));
            uneven |= sum.getValue() > 0
                    && sum.getValue()
                                    % byZone.getOrDefault(sum.getKey(), List.of())
                                            .size()
                            != 0;
        }
        return worst + (uneven ? 1 : 0);
    }

    private static void spread(int sum, List<ServerName> names, SortedMap<ServerName, Integer> weights) {
        for (int at = 0; at < names.size(); at++) {
            weights.put(names.get(at), sum / names.size() + (at < sum % names.size() ? 1 : 0));
        }
    }
}
