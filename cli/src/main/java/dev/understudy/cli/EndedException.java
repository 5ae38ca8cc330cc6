package dev.understudy.cli;

/** An end with a meaning of its own for scripts: one sentence, and the exit code that stands for it. */
public final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The ledger or the leading agent said no. */
    static final int REFUSED = 3;
    /** The migration went back, or was left as it stood. */
    static final int ROLLED_BACK = 4;
    /** Nobody answered in time, or it was not over in time. */
    static final int TIMEOUT = 5;
    /** A second person must approve first. */
    static final int NEEDS_APPROVAL = 6;

    private final int exitCode;

    public EndedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public EndedException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
