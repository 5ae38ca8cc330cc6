package dev.understudy.clouds.spi;

/** A fault of the world, as a value. {@code message} is one sentence for a person, naming what was asked of whom. */
public sealed interface CloudError {
    String message();

    /** Not allowed, or not who we say we are. */
    record Denied(String message) implements CloudError {}

    /** Somebody else changed it meanwhile. */
    record Conflict(String message) implements CloudError {}

    /** It does not exist any more. */
    record Gone(String message) implements CloudError {}

    /** No answer in time, or not reachable. */
    record Unavailable(String message) implements CloudError {}

    /** It will not do this, however often it is asked. */
    record Rejected(String message) implements CloudError {}
}
