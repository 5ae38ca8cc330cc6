package dev.understudy.agent.config;

import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param host an IPv4 address, an IPv6 address in brackets, or a host name
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9][A-Za-z0-9.-]*):(\\d{1,5})");

    public HostPort {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port of " + host + " is " + port + "; allowed: 1 to 65535");
        }
    }

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public static HostPort parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("address is \"" + text + "\"; allowed: host:port");
        }
        return new HostPort(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /** The host without the brackets of an IPv6 address. */
    public String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
