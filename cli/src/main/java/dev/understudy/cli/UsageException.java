package dev.understudy.cli;

/** An option or argument that cannot be meant. One sentence with its name, its value and what is allowed; exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
