package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.zone.ZoneId;

/**
 * What a server is called in HAProxy: its zone and where it listens, so that a name never means another server later.
 *
 * @param zone its zone
 * @param endpoint {@code host:port}
 */
record ServerName(ZoneId zone, String endpoint) implements Comparable<ServerName> {
    static ServerName parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("server name is \"" + text + "\"; allowed: zone:host:port");
        }
        return new ServerName(new ZoneId(text.substring(0, colon)), text.substring(colon + 1));
    }

    @Override
    public int compareTo(ServerName other) {
        int byZone = zone.compareTo(other.zone);
        return byZone != 0 ? byZone : endpoint.compareTo(other.endpoint);
    }

    @Override
    public String toString() {
        return zone + ":" + endpoint;
    }
}
