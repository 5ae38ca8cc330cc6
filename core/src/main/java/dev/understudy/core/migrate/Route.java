package dev.understudy.core.migrate;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.TreeMap;

/**
 * The steps between home and away, within the bounds. Zones other than primary and shadow keep what they have.
 *
 * @param service whose steps
 */
public record Route(ShadowedService service) {
    /** The program's weights, or the nearest to them that the bounds allow. */
    public Weights home() {
        return clipped(service.declared(), service.declared().of(service.shadow()));
    }

    /** As much in the shadow as the bounds allow. */
    public Weights away() {
        return clipped(service.declared(), movable(service.declared()));
    }

    /** Whether these weights are where the traffic lives when all is well. */
    public boolean isHome(Weights weights) {
        return same(weights, home()) || same(weights, service.declared());
    }

    /** Whether no more traffic of the primary can be moved to the shadow. */
    public boolean isAway(Weights weights) {
        return !same(away(), home()) && same(clipped(weights, movable(weights)), weights);
    }

    /** Whether two sets of weights give every zone the same share; a zone left out has share 0. */
    public static boolean same(Weights one, Weights other) {
        return one.shares().keySet().stream().allMatch(zone -> one.of(zone) == other.of(zone))
                && other.shares().keySet().stream().allMatch(zone -> one.of(zone) == other.of(zone));
    }

    /**
     * The next step of a trip to {@code to}: its share rises to the next of the policy's steps, and no further than
     * {@code goal}; no more than the largest step allowed. The same weights when it has arrived.
     */
    public Weights forward(Weights now, ZoneId to, Weights goal) {
        int have = now.of(to);
        int wanted = goal.of(to);
        int next = wanted;
        for (int step : service.policy().stepsBasisPoints()) {
            int share = clip(Math.round((float) movable(now) * step / Weights.WHOLE), now);
            if (share > have && share < wanted) {
                next = share;
                break;
            }
        }
        return towards(now, to, next, goal);
    }

    /**
     * The way back: the share of the zone that gained falls to the next lower step, and no further than {@code goal}.
     */
    public Weights backward(Weights now, ZoneId gained, Weights goal) {
        int have = now.of(gained);
        int wanted = goal.of(gained);
        int next = wanted;
        for (int step : service.policy().stepsBasisPoints()) {
            int share = clip(Math.round((float) movable(now) * step / Weights.WHOLE), now);
            if (share < have && share > wanted) {
                next = share;
            }
        }
        return towards(now, gained, next, goal);
    }

    /** All the way in one step, or as far as the largest step allows. */
    public Weights straight(Weights now, ZoneId zone, Weights goal) {
        return towards(now, zone, goal.of(zone), goal);
    }

    private Weights towards(Weights now, ZoneId zone, int share, Weights goal) {
        int step = service.bounds().maxStepBasisPoints();
        int reached = Math.clamp(share, now.of(zone) - step, now.of(zone) + step);
        if (reached == goal.of(zone) && service.bounds().refuses(now, goal).isEmpty()) {
            return goal;
        }
        return zone.equals(service.shadow()) ? split(now, reached) : split(now, movable(now) - reached);
    }

    private int movable(Weights weights) {
        return weights.of(service.primary()) + weights.of(service.shadow());
    }

    private Weights clipped(Weights base, int shadowShare) {
        var bounds = service.bounds();
        int movable = movable(base);
        int least = Math.max(bounds.minBasisPoints(), movable - bounds.maxBasisPoints());
        int most = Math.min(bounds.maxBasisPoints(), movable - bounds.minBasisPoints());
        return least > most ? base : split(base, Math.clamp(shadowShare, least, most));
    }

    /** A share of primary or shadow, brought within what the bounds leave both of them. */
    private int clip(int share, Weights base) {
        var bounds = service.bounds();
        int movable = movable(base);
        int least = Math.max(bounds.minBasisPoints(), movable - bounds.maxBasisPoints());
        int most = Math.min(bounds.maxBasisPoints(), movable - bounds.minBasisPoints());
        return least > most ? share : Math.clamp(share, least, most);
    }

    private Weights split(Weights base, int shadowShare) {
        int movable = movable(base);
        int share = Math.clamp(shadowShare, 0, movable);
        var shares = new TreeMap<>(base.shares());
        shares.put(service.primary(), movable - share);
        shares.put(service.shadow(), share);
        return new Weights(shares);
    }
}
