package dev.understudy.clouds.local;

/**
 * A zone that exists.
 *
 * @param address its IPv4 address, on which all its processes listen
 */
public record ZoneInfo(ZoneSpec spec, String address) {}
