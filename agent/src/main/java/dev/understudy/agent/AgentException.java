package dev.understudy.agent;

/** An agent cannot start. The message says what is in the way. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1;

    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
