package dev.understudy.provider.wire;

/** A request that is refused. The message is one sentence for a person and says what to do. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Why. */
    public enum Kind {
        /** Something newer is in force, or something else must come first. */
        PRECONDITION,
        /** Something that is needed does not answer. */
        UNAVAILABLE,
        /** Not allowed in this mode, or not to this caller. */
        DENIED,
        /** There is no such thing. */
        NOT_FOUND,
        /** This provider does not do that. */
        UNIMPLEMENTED
    }

    public Refusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Refusal(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
