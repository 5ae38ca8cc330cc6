package dev.understudy.agent.loop;

import dev.understudy.core.control.LeaseState;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.WeightsLedger.Lease;
import dev.understudy.probes.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lease of one service, keeps it, and says what it knows of it.
 *
 * <p>A lease counts from when it was asked for, never from when the answer came, so that this agent believes in it for
 * less time than the ledger does. A third of it passes between two requests, and a request gets another third: an
 * agent that is cut off says {@link LeaseState.Unknown} before its lease has run out.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    /** For how many lease times a deaf agent leaves the lease to others, and for how many it asks again. */
    private static final int STAND_BACK = 2;

    private static final int COMPETE = 10;

    private final WeightsLedger ledger;
    private final ServiceId service;
    private final String holder;
    private final Duration ttl;
    private final Duration headStart;
    private final BooleanSupplier deaf;
    private final InstantSource clock;
    private final NanoClock nanos;
    private final RandomGenerator chance;
    private final Runnable beforeLeading;
    private final Consumer<LeaseState> news;
    private final Backoff backoff;
    private boolean begun;
    private Optional<Long> deafSinceNanos = Optional.empty();
    private volatile LeaseState last = new LeaseState.Unknown();
    private volatile Optional<Fence> ready = Optional.empty();

    /**
     * @param holder the name the lease is taken under: the zone that the agent's certificate is for
     * @param ttl how long a lease lasts unless renewed
     * @param deaf whether this agent hears none of its peers now
     * @param headStart how long to let others ask first, once, when this agent has found its peers
     * @param beforeLeading learns what this agent must know when it begins to lead; throws a {@link LedgerException} when
     *     it could not, and then this agent does not lead yet
     * @param news hears the state after each request
     */
    public LeaseKeeper(
            WeightsLedger ledger,
            ServiceId service,
            String holder,
            Duration ttl,
            Duration headStart,
            BooleanSupplier deaf,
            InstantSource clock,
            NanoClock nanos,
            RandomGenerator chance,
            Runnable beforeLeading,
            Consumer<LeaseState> news) {
        this.ledger = ledger;
        this.service = service;
        this.holder = holder;
        this.ttl = ttl;
        this.headStart = headStart;
        this.deaf = deaf;
        this.clock = clock;
        this.nanos = nanos;
        this.chance = chance;
        this.beforeLeading = beforeLeading;
        this.news = news;
        this.backoff = new Backoff(ttl.dividedBy(20), ttl.dividedBy(3), chance);
    }

    /** Asks once, tells the news, and says how long to wait before asking again. */
    public Duration turn() throws InterruptedException {
        if (standsBack()) {
            if (last instanceof LeaseState.Held) {
                giveBack();
                tell(new LeaseState.Unknown());
            }
            return ttl.dividedBy(10);
        }
        if (!begun) {
            begun = true;
            if (headStart.isPositive()) {
                return headStart;
            }
        }
        Instant sentAt = clock.instant();
        long sentNanos = nanos.nanoTime();
        LeaseState state = ask(sentAt, sentNanos);
        tell(state);
        return switch (state) {
            case LeaseState.Unknown _ -> backoff.next();
            case LeaseState.Held _, LeaseState.HeldBy _ -> {
                backoff.reset();
                var pause = Backoff.jittered(ttl.dividedBy(3), chance).minusNanos(nanos.nanoTime() - sentNanos);
                yield pause.isNegative() ? Duration.ZERO : pause;
            }
        };
    }

    /**
     * An agent that hears no peer may be the one that is cut off, and then it can decide nothing while it keeps the others
     * from deciding. It leaves them the lease for a while; when none of them wants it, it was not the one.
     */
    private boolean standsBack() {
        if (!deaf.getAsBoolean()) {
            deafSinceNanos = Optional.empty();
            return false;
        }
        long now = nanos.nanoTime();
        long since = deafSinceNanos.orElse(now);
        deafSinceNanos = Optional.of(since);
        return (now - since) % ttl.multipliedBy(STAND_BACK + COMPETE).toNanos()
                < ttl.multipliedBy(STAND_BACK).toNanos();
    }

    private void tell(LeaseState state) {
        if (!last.getClass().equals(state.getClass())) {
            LOG.info("lease of {}: {}", service, state);
        }
        last = state;
        news.accept(state);
    }

    private LeaseState ask(Instant sentAt, long sentNanos) throws InterruptedException {
        var request = new FutureTask<>(this::request);
        var _ = Thread.ofVirtual().name("lease-request-" + service).start(request);
        try {
            return switch (request.get(ttl.dividedBy(3).toNanos(), TimeUnit.NANOSECONDS)) {
                case Lease.Granted(var fence, var _) ->
                    nanos.nanoTime() - sentNanos < ttl.toNanos()
                            ? new LeaseState.Held(fence, sentAt.plus(ttl))
                            : new LeaseState.Unknown();
                case Lease.HeldBy(var other, var until) -> new LeaseState.HeldBy(other, until);
            };
        } catch (TimeoutException _) {
            return new LeaseState.Unknown();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerException) {
                return new LeaseState.Unknown();
            }
            throw new IllegalStateException("asking for the lease of service " + service + " broke", e.getCause());
        } finally {
            request.cancel(true);
        }
    }

    private Lease request() {
        var answer = ledger.lease(service, holder, ttl);
        if (answer instanceof Lease.Granted(var fence, var _) && !ready.equals(Optional.of(fence))) {
            beforeLeading.run();
            ready = Optional.of(fence);
        }
        return answer;
    }

    public ServiceId service() {
        return service;
    }

    /** Gives the lease back, so that another agent need not wait for its end. Called after the last turn. */
    @Override
    public void close() {
        if (!(last instanceof LeaseState.HeldBy)) {
            giveBack();
        }
    }

    private void giveBack() {
        var release = new FutureTask<>(() -> ledger.release(service, holder), true);
        var _ = Thread.ofVirtual().name("lease-release-" + service).start(release);
        try {
            var _ = release.get(ttl.dividedBy(3).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the lease of {} was not given back and will run out: {}", service, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            release.cancel(true);
        }
    }
}
