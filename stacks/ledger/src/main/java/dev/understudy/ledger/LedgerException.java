package dev.understudy.ledger;

/** The ledger cannot be used: not reachable, torn, edited, full, or another stack's. The message says which and what to do. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        UNREACHABLE,
        CORRUPT,
        WRONG_STACK,
        FULL,
        DENIED,
        INVALID
    }

    public LedgerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LedgerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
