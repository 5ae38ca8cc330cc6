package dev.understudy.bench.load;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The independent reader: compares what a client was told with what the database has. It shares nothing with the client. */
public final class Checker {
    private Checker() {}

    /**
     * What was found.
     *
     * @param acked writes the client was told of
     * @param lost of these, how many the database does not have
     * @param duplicated keys that were applied more than once
     * @param unacknowledged writes in the database that the client was not told of: their answers were lost
     * @param strange keys of the run in the database that the client never sent
     * @param lostKeys which were lost, sorted
     */
    public record Finding(
            long acked, long lost, long duplicated, long unacknowledged, long strange, List<String> lostKeys) {
        public Finding {
            lostKeys = List.copyOf(lostKeys);
        }

        /** Some of the lost, for a message. */
        public List<String> firstLost() {
            return lostKeys.stream().limit(5).toList();
        }

        public boolean clean() {
            return lost == 0 && duplicated == 0 && strange == 0;
        }
    }

    /**
     * Compares.
     *
     * @param log of the client
     * @param run whose keys are looked at
     * @param keys every key the database has, as often as it was applied
     */
    public static Finding compare(ClientLog log, String run, Collection<String> keys) {
        Map<String, Integer> applied = new HashMap<>();
        keys.stream().filter(key -> key.startsWith(run + "-")).forEach(key -> applied.merge(key, 1, Integer::sum));
        Map<String, Boolean> told = new HashMap<>();
        for (Op op : log.ops()) {
            if (op.write() && told.put(op.key(), op.acked()) != null) {
                throw new IllegalStateException("the client's log has write " + op.key() + " twice");
            }
        }
        var lost = told.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .filter(key -> !applied.containsKey(key))
                .sorted()
                .toList();
        return new Finding(
                told.values().stream().filter(acked -> acked).count(),
                lost.size(),
                applied.values().stream().filter(times -> times > 1).count(),
                applied.keySet().stream()
                        .filter(key -> Boolean.FALSE.equals(told.get(key)))
                        .count(),
                applied.keySet().stream().filter(key -> !told.containsKey(key)).count(),
                lost);
    }
}
