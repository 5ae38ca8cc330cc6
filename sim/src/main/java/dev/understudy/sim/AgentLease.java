package dev.understudy.sim;

import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.Fence;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an agent takes and keeps the lease of a service: it counts from when it was asked for, a third of it passes between
 * two requests, who begins to lead reads the ledger first, and an agent that hears nobody leaves it to others for a while.
 */
final class AgentLease {
    static final long TTL = 5_000;
    private static final int STAND_BACK = 2;
    private static final int COMPETE = 10;

    private final World world;
    private final SimAgent agent;
    private final ShadowedService service;
    private final Dice dice;
    private LeaseState last = new LeaseState.Unknown();
    private Optional<Fence> ready = Optional.empty();
    private long deafSince = -1;
    private long heldUntil;

    AgentLease(World world, SimAgent agent, ShadowedService service, Dice dice) {
        this.world = world;
        this.agent = agent;
        this.service = service;
        this.dice = dice;
    }

    /** Who leads should not be in the zone that may die. */
    void start() {
        long headStart =
                agent.zone().equals(service.primary()) ? TTL : agent.zone().equals(service.shadow()) ? TTL / 5 : 0;
        agent.later(500 + headStart + dice.between(0L, 100L), this::turn);
    }

    private void turn() {
        if (standsBack()) {
            if (last instanceof LeaseState.Held) {
                agent.call(
                        Network.LEDGER,
                        TTL / 3,
                        () -> world.ledger().write(ledger -> {
                            ledger.release(service.service(), agent.zone().value());
                            return true;
                        }),
                        _ -> {},
                        () -> {});
                say(new LeaseState.Unknown());
            }
            agent.later(TTL / 10, this::turn);
            return;
        }
        long sentNanos = agent.clock().monotonic();
        Instant sentAt = agent.clock().instant();
        agent.call(
                Network.LEDGER,
                TTL / 3,
                () -> world.ledger().write(ledger -> {
                    var lease = ledger.lease(service.service(), agent.zone().value(), Duration.ofMillis(TTL));
                    world.invariants().leased(service.service(), lease);
                    return lease;
                }),
                reply -> {
                    if (reply instanceof SimLedger.Reply.Said<Lease>(Lease.Granted(var fence, var _))
                            && !ready.equals(Optional.of(fence))
                            && world.mind().readsBeforeLeading()) {
                        agent.catchUp(
                                TTL / 3,
                                () -> {
                                    ready = Optional.of(fence);
                                    heard(reply, sentAt, sentNanos);
                                },
                                this::silent);
                    } else {
                        heard(reply, sentAt, sentNanos);
                    }
                },
                this::silent);
    }

    private void silent() {
        say(new LeaseState.Unknown());
        agent.later(dice.between(TTL / 20, TTL / 3), this::turn);
    }

    private void heard(SimLedger.Reply<Lease> reply, Instant sentAt, long sentNanos) {
        long took = agent.clock().monotonic() - sentNanos;
        LeaseState state = switch (reply) {
            case SimLedger.Reply.Failed<Lease> _ -> new LeaseState.Unknown();
            case SimLedger.Reply.Said<Lease>(Lease.Granted(var fence, var _)) ->
                took < TTL ? new LeaseState.Held(fence, sentAt.plusMillis(TTL)) : new LeaseState.Unknown();
            case SimLedger.Reply.Said<Lease>(Lease.HeldBy(var other, var until)) -> new LeaseState.HeldBy(other, until);
        };
        heldUntil = sentNanos + TTL;
        say(state);
        agent.later(Math.max(1, dice.between(TTL / 4, TTL / 3) - took), this::turn);
    }

    private void say(LeaseState state) {
        if (state instanceof LeaseState.Held(var fence, var _)) {
            world.invariants().begins(service.service(), agent, fence);
        }
        last = state;
        agent.tell(service.service(), new Event.LeaseChanged(agent.clock().instant(), state));
    }

    private boolean standsBack() {
        if (!agent.isDeaf()) {
            deafSince = -1;
            return false;
        }
        long now = agent.clock().monotonic();
        if (deafSince < 0) {
            deafSince = now;
        }
        return (now - deafSince) % (TTL * (STAND_BACK + COMPETE)) < TTL * STAND_BACK;
    }

    boolean isHeld() {
        return last instanceof LeaseState.Held && agent.clock().monotonic() < heldUntil;
    }
}
