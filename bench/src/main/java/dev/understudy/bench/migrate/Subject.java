package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Load;
import java.util.List;

/** Something whose writer can be moved: ours, or the peer's. */
interface Subject {
    /** What its client talks to. */
    Load.Settings load();

    /** Returns when the next move may begin. */
    void awaitWhole() throws InterruptedException;

    /** Moves once; returns with a few words when whoever moves says that it is done. */
    String move(int ordinal) throws InterruptedException;

    /** Every key in its database, by a connection of its own. */
    List<String> keys();
}
