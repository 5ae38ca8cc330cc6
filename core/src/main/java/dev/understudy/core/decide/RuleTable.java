package dev.understudy.core.decide;

import dev.understudy.core.decide.BoundedRule.Terms;
import java.util.Arrays;

/**
 * The decision rule of very many services at once: each row goes, number by number, as a {@link BoundedRule} of its own
 * would. Mutable, one row of plain numbers for each service, because a fleet has millions of them; not for use by several
 * threads.
 */
public final class RuleTable {
    private static final double HAIR = 1e-12;
    private static final int ZONE = 0;
    private static final int MOVES = 1;
    private static final int EARLY = 2;
    private static final int LATE = 3;
    private static final int HEAD = 4;

    private final int services;
    private final int zones;
    private final Terms terms;
    private final int stride;
    /** Of each service: where it is, its moves, what was early, what was late, the work function of each zone. */
    private final double[] rows;

    /**
     * Before the first step, with each service in the first zone.
     *
     * @param services how many, at least 1
     * @param zones how many, at least 2
     */
    public RuleTable(int services, int zones, Terms terms) {
        if (services < 1 || zones < 2 || (long) services * (HEAD + zones) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("table is of " + services + " services and " + zones
                    + " zones; allowed: 1 or more, 2 or more, and rows that an array holds");
        }
        this.services = services;
        this.zones = zones;
        this.terms = terms;
        this.stride = HEAD + zones;
        this.rows = new double[services * stride];
        for (int service = 0; service < services; service++) {
            start(service, 0);
        }
    }

    /** Forgets what a service has seen, and has it in a zone. */
    public void start(int service, int zone) {
        if (zone < 0 || zone >= zones) {
            throw new IllegalArgumentException("zone " + zone + " of " + zones + "; allowed: 0 to one less");
        }
        int row = row(service);
        int work = row + HEAD;
        Arrays.fill(rows, row, work, 0);
        Arrays.fill(rows, work, work + zones, terms.moveCost());
        rows[work + zone] = 0;
        rows[row + ZONE] = zone;
    }

    /**
     * After a step, and after the move that it calls for.
     *
     * @param costs of the step in each zone, at least 0
     * @param prospects what each zone is expected to save, as for {@link BoundedRule#after}
     * @return where the service is to be in the next step
     */
    public int after(int service, double[] costs, double[] prospects) {
        int row = row(service);
        int here = (int) rows[row + ZONE];
        double least = seen(row, here, costs);
        int to = wanted(row, here, least, prospects);
        if (to != here) {
            rows[row + EARLY] += terms.moveCost() - (rows[row + HEAD + here] - rows[row + HEAD + to]);
            rows[row + ZONE] = to;
            rows[row + MOVES]++;
        }
        return to;
    }

    /** Takes a step into the work function, and gives its least value. */
    private double seen(int row, int here, double[] costs) {
        int work = row + HEAD;
        double cheapest = cheapest(costs);
        double before = rows[work + here];
        double least = Double.POSITIVE_INFINITY;
        for (int zone = 0; zone < zones; zone++) {
            rows[work + zone] += costs[zone] - cheapest;
            least = Math.min(least, rows[work + zone]);
        }
        double most = least + terms.moveCost();
        for (int zone = 0; zone < zones; zone++) {
            rows[work + zone] = Math.min(rows[work + zone], most);
        }
        double counted = rows[work + here] - before;
        rows[row + LATE] += Math.max(0, costs[here] - cheapest - counted);
        return least;
    }

    private int wanted(int row, int here, double least, double[] prospects) {
        int work = row + HEAD;
        double moveCost = terms.moveCost();
        double allowance = terms.trust() * least + moveCost;
        int to = here;
        double best = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < zones; other++) {
            double lead = rows[work + here] - rows[work + other];
            double margin = lead - (terms.scale(prospects[other]) - 1) * moveCost;
            boolean wanted = other != here && !(prospects[other] <= 0) && margin >= -HAIR * moveCost;
            if (wanted && margin > best && rows[row + EARLY] + (moveCost - lead) <= allowance * (1 + HAIR)) {
                to = other;
                best = margin;
            }
        }
        boolean saturated = rows[work + here] - least >= moveCost * (1 - HAIR);
        return to == here && saturated && rows[row + LATE] > allowance ? cheapestEnd(work) : to;
    }

    private int cheapestEnd(int work) {
        int best = 0;
        for (int zone = 1; zone < zones; zone++) {
            best = rows[work + zone] < rows[work + best] ? zone : best;
        }
        return best;
    }

    private double cheapest(double[] costs) {
        if (costs.length != zones) {
            throw new IllegalArgumentException("costs of " + costs.length + " zones; there are " + zones);
        }
        double cheapest = Double.POSITIVE_INFINITY;
        for (double cost : costs) {
            if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("cost of a step is " + cost + "; allowed: 0 or more, finite");
            }
            cheapest = Math.min(cheapest, cost);
        }
        return cheapest;
    }

    private int row(int service) {
        if (service < 0 || service >= services) {
            throw new IndexOutOfBoundsException("service " + service + "; there are " + services);
        }
        return service * stride;
    }

    /** Where a service is to be in the next step. */
    public int zone(int service) {
        return (int) rows[row(service) + ZONE];
    }

    public int moves(int service) {
        return (int) rows[row(service) + MOVES];
    }
}
