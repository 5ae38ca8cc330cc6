package dev.understudy.core.heat;

import dev.understudy.core.measure.HeatValue;
import java.util.Arrays;

/**
 * Heat of each account in each zone, by the formula of {@link HeatValue}, and of each account over all zones:
 *
 * <pre>
 *   heat of an account in a zone  = own heat + heat of the zone's latency
 *   own heat                        of requests and writes per second over the capacity that is configured
 *   heat of an account            = sum over zones of  weight × heat there
 *   weight                          1 in the primary at first; to any other zone goes the probability of a migration there
 * </pre>
 *
 * A change touches what it must: a load or a configuration one cell, a probability two weights, a latency the one number
 * that all accounts of the zone share. Mutable, and one array of single-precision numbers, because a fleet has millions of
 * accounts: all that belongs to one lies together, for three zones in 64 bytes, so that a change waits for the memory once
 * and not once for each number. Not for use by several threads.
 */
public final class HeatTable {
    private static final int BINS = 4_096;
    private static final float HOTTEST = 100;
    private static final int CAPACITY = 0;
    private static final int REQUESTS = 1;
    private static final int MUTATIONS = 2;
    private static final int OWN = 3;
    private static final int WEIGHT = 4;
    private static final int PARTS = 5;

    private final int accounts;
    private final int zones;
    private final int stride;
    /** Of each account: its primary; then capacity, requests, mutations, own heat and weight of each zone. */
    private final float[] rows;

    private final float[] late;

    /**
     * Cold everywhere, with each account in the first zone.
     *
     * @param accounts how many, at least 1
     * @param zones how many, at least 1; as many as one array holds
     */
    public HeatTable(int accounts, int zones) {
        if (accounts < 1 || zones < 1 || (long) accounts * (1 + PARTS * zones) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("table is of " + accounts + " accounts and " + zones
                    + " zones; allowed: 1 or more of each, and rows that an array holds");
        }
        this.accounts = accounts;
        this.zones = zones;
        this.stride = 1 + PARTS * zones;
        this.rows = new float[accounts * stride];
        this.late = new float[zones];
        for (int account = 0; account < accounts; account++) {
            rows[account * stride + 1 + WEIGHT * zones] = 1;
        }
    }

    /** What an account is configured to serve in a zone, requests per second, 0 or more. */
    public void configured(int account, int zone, double capacityPerSecond) {
        int cell = cell(account, zone);
        rows[cell + CAPACITY * zones] = amount("capacityPerSecond", capacityPerSecond);
        heat(cell);
    }

    /** What an account serves and writes in a zone, per second, 0 or more. */
    public void loaded(int account, int zone, double requestsPerSecond, double mutationPerSecond) {
        int cell = cell(account, zone);
        rows[cell + REQUESTS * zones] = amount("requestsPerSecond", requestsPerSecond);
        rows[cell + MUTATIONS * zones] = amount("mutationPerSecond", mutationPerSecond);
        heat(cell);
    }

    /** Predicted latency of a zone over its calm one, milliseconds, 0 or more: of all accounts at once. */
    public void late(int zone, double increaseMillis) {
        late[zone] = (float) HeatValue.lateness(amount("increaseMillis", increaseMillis));
    }

    /** Puts an account's primary in a zone, with no migration in sight. */
    public void placed(int account, int zone) {
        int weight = cell(account, 0) + WEIGHT * zones;
        cell(account, zone);
        Arrays.fill(rows, weight, weight + zones, 0);
        rows[weight + zone] = 1;
        rows[account * stride] = zone;
    }

    /**
     * Probability that an account migrates to a zone.
     *
     * @param zone any but the primary
     * @param probability 0 to 1; of all zones together at most 1
     */
    public void likely(int account, int zone, double probability) {
        int there = cell(account, zone) + WEIGHT * zones;
        int primary = (int) rows[account * stride];
        int home = cell(account, primary) + WEIGHT * zones;
        double left = rows[home] + rows[there] - probability;
        if (there == home || !(probability >= 0 && left >= -1e-6)) {
            throw new IllegalArgumentException("probability of account " + account + " for zone " + zone + " is "
                    + probability + "; allowed: 0 to " + (rows[home] + rows[there]) + ", for any but its primary "
                    + primary);
        }
        rows[there] = (float) probability;
        rows[home] = (float) Math.max(0, left);
    }

    /** Heat of an account in a zone, 0 to 100. */
    public double heat(int account, int zone) {
        return rows[cell(account, zone) + OWN * zones] + late[zone];
    }

    /** Heat of an account over all zones, 0 to 100. */
    public double blended(int account) {
        return blend(cell(account, 0));
    }

    private float blend(int cell) {
        int own = cell + OWN * zones;
        int weight = cell + WEIGHT * zones;
        float sum = 0;
        for (int zone = 0; zone < zones; zone++) {
            sum += rows[weight + zone] * (rows[own + zone] + late[zone]);
        }
        return sum;
    }

    /** Share of its capacity that an account uses in a zone, 0 to 1; 0 where nothing is configured. */
    public double utilisation(int account, int zone) {
        int cell = cell(account, zone);
        return share(rows[cell + REQUESTS * zones], rows[cell + CAPACITY * zones]);
    }

    /**
     * Computes everything anew, as after a change of all loads.
     *
     * @param blended receives the heat of each account
     */
    public void rescore(float[] blended) {
        if (blended.length != accounts) {
            throw new IllegalArgumentException("room for " + blended.length + " accounts; there are " + accounts);
        }
        for (int account = 0; account < accounts; account++) {
            int first = account * stride + 1;
            for (int zone = 0; zone < zones; zone++) {
                heat(first + zone);
            }
            blended[account] = blend(first);
        }
    }

    /**
     * The hottest accounts, in the order of their numbers: those whose forecasts are worth a dearer model. Ties at the end
     * go to the lower numbers.
     *
     * @param blended heat of each account, as {@link #rescore} gave it
     * @param count how many at most
     */
    public static int[] hottest(float[] blended, int count) {
        var bins = new int[BINS];
        for (float heat : blended) {
            bins[bin(heat)]++;
        }
        int wanted = Math.min(count, blended.length);
        int above = 0;
        int last = BINS - 1;
        while (last > 0 && above + bins[last] < wanted) {
            above += bins[last--];
        }
        return pick(blended, wanted, last, leastOf(blended, last, wanted - above));
    }

    /** Heat of the {@code wanted}th hottest account of a bin. */
    private static float leastOf(float[] blended, int bin, int wanted) {
        if (wanted <= 0) {
            return HOTTEST;
        }
        var inside = new float[blended.length];
        int count = 0;
        for (float heat : blended) {
            if (bin(heat) == bin) {
                inside[count++] = heat;
            }
        }
        Arrays.sort(inside, 0, count);
        return inside[Math.max(0, count - wanted)];
    }

    private static int[] pick(float[] blended, int wanted, int bin, float least) {
        int above = 0;
        for (float heat : blended) {
            above += bin(heat) > bin || heat > least ? 1 : 0;
        }
        int ties = wanted - above;
        var picked = new int[wanted];
        int count = 0;
        for (int account = 0; account < blended.length && count < wanted; account++) {
            float heat = blended[account];
            boolean hotter = bin(heat) > bin || heat > least;
            if (hotter || heat == least && ties-- > 0) {
                picked[count++] = account;
            }
        }
        return picked;
    }

    private static int bin(float heat) {
        return Math.clamp((int) (heat / HOTTEST * BINS), 0, BINS - 1);
    }

    private void heat(int cell) {
        float capacity = rows[cell + CAPACITY * zones];
        rows[cell + OWN * zones] = (float) HeatValue.USED * share(rows[cell + REQUESTS * zones], capacity)
                + (float) HeatValue.WRITTEN * share(rows[cell + MUTATIONS * zones], capacity);
    }

    private static float share(float part, float all) {
        return all <= 0 ? 0 : Math.min(1, part / all);
    }

    private int cell(int account, int zone) {
        if (account < 0 || account >= accounts || zone < 0 || zone >= zones) {
            throw new IndexOutOfBoundsException(
                    "account " + account + " in zone " + zone + "; there are " + accounts + " and " + zones);
        }
        return account * stride + 1 + zone;
    }

    private static float amount(String name, double number) {
        if (!(number >= 0 && number <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " is " + number + "; allowed: 0 or more, finite");
        }
        return (float) number;
    }
}
