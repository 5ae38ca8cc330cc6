package dev.understudy.clouds.local.haproxy;

import dev.understudy.clouds.spi.CloudError;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy by its runtime API, on one connection that is kept and renewed. Through the read-only endpoint it can {@link
 * #observe} only.
 */
public final class HaproxyLoadBalancer implements LoadBalancer {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static final int PAUSE_MILLIS = 50;

    private final ServiceId service;
    private final String endpoint;
    private final InstantSource clock;
    private final RuntimeApi.Connector connector;
    private @Nullable RuntimeApi connection;

    HaproxyLoadBalancer(ServiceId service, String endpoint, InstantSource clock, RuntimeApi.Connector connector) {
        this.service = service;
        this.endpoint = endpoint;
        this.clock = clock;
        this.connector = connector;
    }

    /**
     * A balancer reached over mutual TLS. Nothing is connected yet.
     *
     * @param service what it fronts
     * @param endpoint {@code host:port} of its runtime API: the admin one to apply, either to observe
     * @param identity who we are; the admin endpoint lets only {@code provider} in
     * @param clock dates what is observed
     */
    public static HaproxyLoadBalancer at(ServiceId service, String endpoint, Identity identity, InstantSource clock) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 1 || !endpoint.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "balancer of " + service + " is \"" + endpoint + "\"; allowed: host:port");
        }
        int port = Integer.parseInt(endpoint.substring(colon + 1));
        return new HaproxyLoadBalancer(
                service, endpoint, clock, RuntimeApi.overTls(endpoint.substring(0, colon), port, identity, BOUND));
    }

    @Override
    public synchronized Applied apply(WeightsRevision wanted) {
        if (!wanted.change().service().equals(service)) {
            return new Applied.Failed(new CloudError.Rejected("revision " + wanted.number() + " is of service "
                    + wanted.change().service() + "; balancer " + endpoint + " fronts " + service));
        }
        try {
            return attempt(api -> applyOn(api, wanted));
        } catch (IOException e) {
            return new Applied.Failed(classify("apply revision " + wanted.number(), e));
        } catch (IllegalArgumentException e) {
            return new Applied.Failed(
                    new CloudError.Rejected("balancer " + endpoint + " of " + service + ": " + e.getMessage()));
        }
    }

    @Override
    public synchronized Observed observe() {
        try {
            return new Observed.Seen(attempt(api -> view(api, Set.of())));
        } catch (IOException e) {
            return new Observed.Failed(classify("show its state", e));
        } catch (IllegalArgumentException e) {
            return new Observed.Failed(
                    new CloudError.Rejected("balancer " + endpoint + " of " + service + ": " + e.getMessage()));
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private Applied applyOn(RuntimeApi api, WeightsRevision wanted) throws IOException {
        try (var turn = WeightsTurn.take(api, BOUND)) {
            long revision = turn.revision();
            long epoch = turn.epoch();
            Fence fence = wanted.change().fence();
            // People and programs need no lease; the ledger has put their changes in order.
            boolean fenced = wanted.change().author().kind() == Author.Kind.AGENT && fence.epoch() < epoch;
            if (wanted.number() < revision || fenced) {
                return new Applied.Stale(revision, epoch);
            }
            boolean changed = turn.apply(
                    wanted.number(),
                    Math.max(epoch, fence.epoch()),
                    wanted.change().weights());
            BalancerView view = view(api, wanted.change().weights().shares().keySet());
            return new Applied.Done(view, changed);
        }
    }

    private BalancerView view(RuntimeApi api, Set<ZoneId> also) throws IOException {
        List<String> answers =
                api.send(List.of("show info", "show servers state " + HaproxyState.BACKEND, "show stat"));
        if (HaproxyState.isStopping(answers.getFirst())) {
            throw new WorkerLeavingException();
        }
        SortedMap<ServerName, Integer> weights = HaproxyState.weights(answers.get(1));
        return HaproxyState.view(service, clock.instant(), weights, also, answers.get(2));
    }

    /** Does work on the connection; where it broke, or leads to a worker that a reload replaces, again on a new one. */
    private <T> T attempt(Work<T> work) throws IOException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (true) {
            boolean kept = connection != null;
            try {
                RuntimeApi api = connection == null ? connector.open() : connection;
                connection = api;
                return work.on(api);
            } catch (WorkerLeavingException e) {
                close();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            } catch (IOException e) {
                close();
                if (!kept || e instanceof WeightsTurn.BusyException) {
                    throw e;
                }
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private CloudError classify(String what, IOException cause) {
        String asked = "balancer " + endpoint + " of " + service + " did not " + what + ": ";
        return switch (cause) {
            case WeightsTurn.BusyException e -> new CloudError.Conflict(asked + e.getMessage());
            case SSLException e ->
                new CloudError.Denied(asked + "it does not accept our certificate, or we not its: " + e.getMessage());
            case SocketTimeoutException _ ->
                new CloudError.Unavailable(asked + "no answer within " + BOUND.toMillis() + " ms");
            case ConnectException _, FileNotFoundException _ ->
                new CloudError.Unavailable(asked + "nothing listens there");
            default -> new CloudError.Unavailable(asked + cause.getMessage());
        };
    }

    private interface Work<T> {
        T on(RuntimeApi api) throws IOException;
    }

    /** The worker we talk to is being replaced by a reload. */
    static final class WorkerLeavingException extends IOException {
        private static final long serialVersionUID = 1;

        WorkerLeavingException() {
            super("it is being reloaded");
        }
    }
}
