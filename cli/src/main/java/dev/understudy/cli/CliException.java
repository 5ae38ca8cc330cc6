package dev.understudy.cli;

/** Something a person can mend. The message is all they see: one sentence with field, value and remedy. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CliException(String message) {
        super(message);
    }

    public CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
