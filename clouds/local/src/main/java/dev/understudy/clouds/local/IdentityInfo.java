package dev.understudy.clouds.local;

/**
 * An identity that was issued.
 *
 * @param name its common name
 * @param directory holds {@code ca.pem}, {@code cert.pem} and {@code key.pem}
 */
public record IdentityInfo(String name, String directory) {}
