package dev.understudy.clouds.local;

import java.util.List;

/**
 * A group that exists.
 *
 * @param endpoints {@code host:port} of each slot, in order; the first ones need not be those that run
 */
public record GroupInfo(GroupSpec spec, List<String> endpoints) {
    public GroupInfo {
        endpoints = List.copyOf(endpoints);
    }
}
