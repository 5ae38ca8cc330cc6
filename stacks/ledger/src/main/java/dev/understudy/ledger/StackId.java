package dev.understudy.ledger;

/** A stack of the engine: one ledger belongs to exactly one. */
public record StackId(String project, String stack) {
    @Override
    public String toString() {
        return project + "/" + stack;
    }
}
