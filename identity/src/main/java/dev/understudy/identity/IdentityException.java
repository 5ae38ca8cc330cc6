package dev.understudy.identity;

/** An identity cannot be read or made. The message names the file and what is wrong with it. */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
