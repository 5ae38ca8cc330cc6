package dev.understudy.clouds.local;

import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A replicated PostgreSQL: one server and one pooler in each of its zones, one of the servers the writer.
 *
 * @param name unique in the cloud, 1 to 63 lower-case letters, digits and inner hyphens
 * @param service whose data it holds
 * @param zones where it lives, the declared writer first; the order counts at creation only: afterwards the writer is
 *     wherever the last cut-over left it
 * @param dormant zones, never the declared writer, that have a pooler but no server until a pre-copy makes one
 * @param mode how writes reach the standbys where nothing else is said
 * @param databases names of the databases, the one of the service first
 * @param roles who may connect, each by a certificate of its name; the first owns the databases
 * @param criticalDatabases those whose writes wait for a standby in hybrid mode
 * @param criticalRoles those whose writes wait for a standby in hybrid mode
 */
public record DatabaseSpec(
        String name,
        ServiceId service,
        List<ZoneId> zones,
        SortedSet<ZoneId> dormant,
        ReplicationMode mode,
        List<String> databases,
        List<String> roles,
        SortedSet<String> criticalDatabases,
        SortedSet<String> criticalRoles) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,30}");
    private static final Set<String> RESERVED_DATABASES =
            Set.of("postgres", "template0", "template1", "pgbouncer", "replication", "all");

    private static final Set<String> RESERVED_ROLES =
            Set.of("postgres", "cloud", "replica", "rewinder", "observer", "pooler", "all", "public", "none");

    public DatabaseSpec {
        Check.label("database name", name);
        zones = List.copyOf(zones);
        dormant = Collections.unmodifiableSortedSet(new TreeSet<>(dormant));
        databases = List.copyOf(databases);
        roles = List.copyOf(roles);
        criticalDatabases = Collections.unmodifiableSortedSet(new TreeSet<>(criticalDatabases));
        criticalRoles = Collections.unmodifiableSortedSet(new TreeSet<>(criticalRoles));
        if (zones.isEmpty() || new TreeSet<>(zones).size() != zones.size()) {
            throw new IllegalArgumentException(
                    "zones of database " + name + " are " + zones + "; allowed: one or more, each once");
        }
        if (!zones.subList(1, zones.size()).containsAll(dormant)) {
            throw new IllegalArgumentException("dormant zones of database " + name + " are " + dormant
                    + "; allowed: its zones but the first, " + zones.subList(1, zones.size()));
        }
        identifiers("databases of " + name, databases, RESERVED_DATABASES);
        identifiers("roles of database " + name, roles, RESERVED_ROLES);
        if (!databases.containsAll(criticalDatabases) || !roles.containsAll(criticalRoles)) {
            throw new IllegalArgumentException("critical in database " + name + " are " + criticalDatabases + " and "
                    + criticalRoles + "; allowed: its databases " + databases + " and its roles " + roles);
        }
    }

    /** A set with one database {@code app} of the role {@code app}, a server in every zone. */
    public static DatabaseSpec of(String name, ServiceId service, List<ZoneId> zones, ReplicationMode mode) {
        return new DatabaseSpec(
                name,
                service,
                zones,
                new TreeSet<>(),
                mode,
                List.of("app"),
                List.of("app"),
                new TreeSet<>(),
                new TreeSet<>());
    }

    /** Zones in which a server runs from the beginning. */
    public List<ZoneId> awake() {
        return zones.stream().filter(zone -> !dormant.contains(zone)).toList();
    }

    private static void identifiers(String field, List<String> names, Set<String> reserved) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(field + " are empty; allowed: one or more");
        }
        for (String name : names) {
            if (!IDENTIFIER.matcher(name).matches() || reserved.contains(name) || name.startsWith("pg_")) {
                throw new IllegalArgumentException(field + " has \"" + name
                        + "\"; allowed: 1 to 31 lower-case letters, digits and underscores, a letter first, not "
                        + new TreeSet<>(reserved));
            }
        }
    }
}
