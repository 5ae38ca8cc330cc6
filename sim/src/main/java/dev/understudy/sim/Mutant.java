package dev.understudy.sim;

import dev.understudy.ledger.MemoryLedger;

/**
 * A product that is wrong in one way. Each is put together at a seam of the world, is caught by a rule, and keeps the seed
 * that caught it: a simulator that does not see it any more is broken itself.
 */
enum Mutant {
    FENCE_IGNORED(
            "databases obey a leader that was succeeded",
            "the data is safe",
            361,
            Rig.WHOLE.with(new SimDatabase.Law(true, false, true, true))),
    OLDER_REVISION_APPLIED(
            "balancers take an older revision after a newer one",
            "no older revision",
            143,
            Rig.WHOLE.with(new SimBalancer.Law(false, true, true))),
    RAISED_AFTER_LOWERED(
            "balancers lower one zone before they raise the other",
            "a server at any moment",
            4,
            Rig.WHOLE.with(new SimBalancer.Law(true, true, false))),
    WRONG_STANDBY_PROMOTED(
            "the first standby at hand is promoted, whatever it has",
            "the data is safe",
            37,
            Rig.WHOLE.with(new SimDatabase.Law(true, true, false, true))),
    ACKNOWLEDGED_BEFORE_STANDBY(
            "the writer says that a write is safe before a standby has it",
            "the data is safe",
            12,
            Rig.WHOLE.with(new SimDatabase.Law(false, true, true, true))),
    OLD_WRITER_LEFT_IN(
            "a standby is promoted beside the old writer",
            "one writer",
            10,
            Rig.WHOLE.with(new SimDatabase.Law(true, true, true, false))),
    GATE_SKIPPED(
            "the gate lets everything pass",
            "a gate after each step",
            25,
            Rig.WHOLE.with(Minds.declared(Lies::withoutGate))),
    SOAK_SKIPPED(
            "the old zone is sized down at once",
            "soak before retiring",
            2,
            Rig.WHOLE.with(Minds.declared(Lies::withoutSoak))),
    ACTED_BEFORE_JOURNAL(
            "what is to be done is done without its journal entry",
            "journal before act",
            2,
            Rig.WHOLE.with(Minds.journalLess())),
    LED_UNREAD(
            "whoever gets the lease leads before it has read the ledger",
            "read before lead",
            1,
            Rig.WHOLE.with(Minds.unread())),
    HOLD_FORGOTTEN(
            "holds, pauses and stops are not heard, by agents or the ledger",
            "orders are obeyed",
            29,
            Rig.WHOLE.with(Minds.hearing(Lies::withoutHolds)).with(MemoryLedger::heedless)),
    MISSING_CAPACITY_TRUSTED(
            "zones are believed to have instances that they have not",
            "capacity before traffic",
            5,
            Rig.WHOLE.with(Minds.hearing(Lies::withRoom))),
    LAST_ZONE_DRAINED(
            "a dead zone looks well",
            "the last healthy zone is kept",
            313,
            Rig.WHOLE.with(Minds.hearing(Lies::withoutDeath))),
    CAPACITY_NOT_RESERVED(
            "migrations take nothing from what all share",
            "blast radius",
            12,
            Rig.WHOLE.with(Minds.doing(Lies::withoutReservation))),
    EVACUATION_UNRECORDED(
            "an evacuation is put in force and not recorded",
            "recorded before applied",
            10,
            Rig.WHOLE.with(Minds.doing(Lies::unrecordedEvacuation))),
    FREEZE_FORGOTTEN(
            "freezes are not heard of", "orders are obeyed", 15, Rig.WHOLE.with(Minds.hearing(Lies::withoutFreezes))),
    ANSWERS_LOST(
            "nobody is told what becomes of an order",
            "orders are answered",
            33,
            Rig.WHOLE.with(Minds.doing(Lies::withoutReplies))),
    LEASE_FOR_EVERYBODY("whoever asks for the lease gets it", "one leader", 1, Rig.WHOLE.with(LavishLedger::new));

    private final String wrong;
    private final String rule;
    private final long caughtBy;
    private final Rig rig;

    Mutant(String wrong, String rule, long caughtBy, Rig rig) {
        this.wrong = wrong;
        this.rule = rule;
        this.caughtBy = caughtBy;
        this.rig = rig;
    }

    /** What it does wrong. */
    String wrong() {
        return wrong;
    }

    /** The rule that it breaks. */
    String rule() {
        return rule;
    }

    /** The seed that is known to catch it. */
    long caughtBy() {
        return caughtBy;
    }

    Rig rig() {
        return rig;
    }
}
