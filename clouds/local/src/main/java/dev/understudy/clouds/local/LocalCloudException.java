package dev.understudy.clouds.local;

/** The local cloud did not do what was asked. The message is one sentence for a person. */
public final class LocalCloudException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** What was asked for makes no sense: the message names field, value and what is allowed. */
        INVALID,
        /** This kind of fabric cannot do it. */
        UNSUPPORTED,
        /** Something else must go or come first. */
        CONFLICT,
        /** The daemon does not answer. */
        UNAVAILABLE,
        /** It was tried and did not work. */
        FAILED
    }

    public LocalCloudException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LocalCloudException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
