package dev.understudy.sim;

import dev.understudy.ledger.MemoryLedger;
import dev.understudy.ledger.WeightsLedger;
import java.util.function.Function;

/**
 * What the world is built with. The right one is {@link #WHOLE}; a mutant puts something else at one of its seams.
 *
 * @param mind what decides in each agent
 * @param law what balancers hold to
 * @param data what databases hold to
 * @param rules what stands between those who ask and the ledger
 */
record Rig(Mind mind, SimBalancer.Law law, SimDatabase.Law data, Function<MemoryLedger, WeightsLedger> rules) {
    static final Rig WHOLE = new Rig(Mind.REAL, SimBalancer.Law.WHOLE, SimDatabase.Law.WHOLE, ledger -> ledger);

    Rig with(Mind other) {
        return new Rig(other, law, data, rules);
    }

    Rig with(SimBalancer.Law other) {
        return new Rig(mind, other, data, rules);
    }

    Rig with(SimDatabase.Law other) {
        return new Rig(mind, law, other, rules);
    }

    Rig with(Function<MemoryLedger, WeightsLedger> other) {
        return new Rig(mind, law, data, other);
    }
}
