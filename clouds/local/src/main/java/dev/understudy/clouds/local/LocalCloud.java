package dev.understudy.clouds.local;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.SortedMap;

/**
 * The control plane of the local cloud. Calls block and are bounded in time.
 *
 * <p>Law: a put of what is there already changes nothing; a put of something else makes it so; a delete of what is not
 * there is done already. Whatever is refused, is refused by a {@link LocalCloudException} before anything was changed.
 */
public interface LocalCloud extends LocalDatabases, LocalVolumes, AutoCloseable {
    /** Everything that exists, and how it is joined. */
    LocalCloudStatus status();

    ZoneInfo putZone(ZoneSpec spec);

    /** Refused while the zone still has instance groups, an agent or a part of a database or volume. */
    void deleteZone(ZoneId zone);

    /** Returns when every instance accepts connections. */
    GroupInfo putGroup(GroupSpec spec);

    /** As {@link #putGroup} with another number of instances. Refused when the group does not exist. */
    GroupInfo scale(String group, int instances);

    void deleteGroup(String group);

    /**
     * Returns when the balancer accepts connections. {@code initial} counts at creation only: afterwards the weights in
     * force are kept through every change of membership.
     */
    BalancerInfo putBalancer(BalancerSpec spec);

    void deleteBalancer(String balancer);

    /** Returns when the agent listens. One agent a zone: a changed configuration restarts it. */
    AgentInfo placeAgent(AgentSpec spec);

    void removeAgent(ZoneId zone);

    /** Sets one direction between two places and returns what is in force. */
    LinkSpec link(LinkSpec spec);

    /** Every ordered pair that is not plain, sorted. */
    List<LinkSpec> links();

    /** The zone dies: nothing passes to or from it, its agent included. */
    void kill(ZoneId zone);

    /** Undoes {@link #kill}, cuts and slowness of every link of the zone, and {@link #slow}. */
    void heal(ZoneId zone);

    /** Every instance in the zone answers this much later, milliseconds, 0 to 60 000. Works in each kind of fabric. */
    void slow(ZoneId zone, int millis);

    /** Requests answered with 2xx since the instances started, by zone: counted at the instances. */
    SortedMap<ZoneId, Long> served(ServiceId service);

    /**
     * A certificate of the cloud's own authority.
     *
     * @param name common name, such as {@code agent-zone-a}
     * @param subjectAltNames addresses and DNS names it is valid for; may be empty for a client
     */
    IdentityInfo identity(String name, List<String> subjectAltNames);

    /** Ends the daemon and everything it owns; returns when it is gone. */
    void shutdown();

    @Override
    void close();
}
