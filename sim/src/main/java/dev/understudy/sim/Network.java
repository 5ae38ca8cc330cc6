package dev.understudy.sim;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who can reach whom. Cuts are one-way; they are counted, so that two that overlap end with the later one. */
final class Network {
    static final String LEDGER = "ledger";
    static final String ENGINE = "engine";
    static final String RECONCILER = "reconciler";
    static final String CLOUD = "cloud";

    private final Timeline time;
    private final Dice dice;
    private final Map<String, Integer> cuts = new TreeMap<>();
    private final Map<String, Integer> dead = new TreeMap<>();

    Network(Timeline time, Dice dice) {
        this.time = time;
        this.dice = dice;
    }

    void cut(String from, String to) {
        cuts.merge(from + ">" + to, 1, Integer::sum);
    }

    void mend(String from, String to) {
        cuts.computeIfPresent(from + ">" + to, (_, cut) -> cut > 1 ? cut - 1 : null);
    }

    /** Nothing reaches the node and nothing leaves it. */
    void kill(String node) {
        dead.merge(node, 1, Integer::sum);
    }

    void revive(String node) {
        dead.computeIfPresent(node, (_, deaths) -> deaths > 1 ? deaths - 1 : null);
    }

    boolean isDead(String node) {
        return dead.containsKey(node);
    }

    /** Whether a packet gets there now. */
    boolean open(String from, String to) {
        return !dead.containsKey(from) && !dead.containsKey(to) && !cuts.containsKey(from + ">" + to);
    }

    boolean bothWays(String one, String other) {
        return open(one, other) && open(other, one);
    }

    /** Sends something one way; it is lost when the way is cut at either end of the travel. */
    void send(String from, String to, Runnable arrives) {
        if (open(from, to)) {
            time.after(dice.between(2L, 40L), () -> {
                if (open(from, to)) {
                    arrives.run();
                }
            });
        }
    }

    /**
     * Asks and waits for the answer. What was asked may have been done although no answer comes.
     *
     * @param done hears the answer, at most once
     * @param silent is run when none came in time
     */
    <T> void call(String from, String to, long timeout, Supplier<T> work, Consumer<T> done, Runnable silent) {
        var waiting = new boolean[] {true};
        send(from, to, () -> {
            T answer = work.get();
            send(to, from, () -> {
                if (waiting[0]) {
                    waiting[0] = false;
                    done.accept(answer);
                }
            });
        });
        time.after(timeout, () -> {
            if (waiting[0]) {
                waiting[0] = false;
                silent.run();
            }
        });
    }

    /** Everything is mended. The dead stay dead. */
    void mendAll() {
        cuts.clear();
    }
}
