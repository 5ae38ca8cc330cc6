package dev.understudy.clouds.local;

import java.util.List;

/** The places that every local cloud has beside its zones, and the ports of what runs there. */
public final class Places {
    /** Where the load balancers and their clients are. */
    public static final String EDGE = "edge";

    /** Where ledger endpoint, reconciler, engine and provider are. */
    public static final String CONTROL = "control";

    /** Names that no zone can have. */
    public static final List<String> RESERVED = List.of(CONTROL, EDGE);

    /** First port of the service instances of a zone; the others follow. */
    public static final int SERVICE_PORT = 8080;

    public static final int AGENT_PORT = 7077;

    public static final int LEDGER_PORT = 7443;

    /** Where the first balancer takes requests; the k-th takes them k ports above. */
    public static final int FRONTEND_PORT = 8000;

    /** Runtime API of the first balancer, for the provider; the k-th has it 2k ports above. */
    public static final int ADMIN_PORT = 9000;

    /** Read-only runtime API of the first balancer, for agents; the k-th has it 2k ports above. */
    public static final int STATS_PORT = 9001;

    /** PostgreSQL of the first database; the k-th has it k ports above, in each of its zones. */
    public static final int POSTGRES_PORT = 5432;

    /** PgBouncer of the first database; the k-th has it k ports above, in each of its zones. */
    public static final int POOLER_PORT = 6432;

    private Places() {}
}
