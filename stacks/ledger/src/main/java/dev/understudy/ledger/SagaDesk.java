package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.Admission;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Obedience;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger.Answering;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Journaling;
import dev.understudy.ledger.json.CoreJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Decides on journal entries, orders and answers, and records them. Every caller holds the ledger's lock. */
final class SagaDesk {
    /** Largest journal entry as JSON, and largest text of an answer, UTF-8 bytes. */
    static final int LIMIT_BYTES = 16 << 10;

    private final Chain chain;
    private final Supplier<LeaseBook> leases;
    private final InstantSource clock;
    private final Function<Instant, Orders.Live> standing;

    SagaDesk(Chain chain, Supplier<LeaseBook> leases, InstantSource clock) {
        this(chain, leases, clock, now -> standing(chain, now));
    }

    /** @param standing what people have ordered and holds at a time */
    SagaDesk(Chain chain, Supplier<LeaseBook> leases, InstantSource clock, Function<Instant, Orders.Live> standing) {
        this.chain = chain;
        this.leases = leases;
        this.clock = clock;
        this.standing = standing;
    }

    Journaling journal(JournalEntry entry, long expected, Optional<String> key) {
        var before =
                repeated(key, LedgerRecord.Journaled.class, same -> same.entry().equals(entry));
        if (before.isPresent()) {
            return new Journaling.Written(before.get().sequence());
        }
        requireSound(entry);
        var now = clock.instant();
        if (!leads(entry.service(), entry.author(), entry.fence(), now)) {
            return new Journaling.Fenced(newestFence(entry.service()));
        }
        var newest = Optional.ofNullable(chain.journals().get(entry.service()));
        if (newest.map(LedgerRecord.Journaled::sequence).orElse(0L) != expected) {
            return newest.map(last -> new Journaling.Superseded(last.sequence(), last.entry()))
                    .orElseThrow(() -> Faults.invalid("expected is " + expected + " but service " + entry.service()
                            + " has no journal entry; allowed: 0"));
        }
        var all = chain.journals().values().stream()
                .map(LedgerRecord.Journaled::entry)
                .toList();
        return Obedience.refusal(newest.map(LedgerRecord.Journaled::entry), entry, standing.apply(now))
                .or(() -> Admission.refusal(all, entry))
                .<Journaling>map(over -> new Journaling.OverLimit(over.limit(), over.why()))
                .orElseGet(() -> new Journaling.Written(
                        record(sequence -> new LedgerRecord.Journaled(sequence, entry, now), key)));
    }

    /** Why an order keeps a change from being recorded; empty when none does. People and programs are not held. */
    Optional<Append> forbids(WeightsChange change) {
        return Optional.of(change)
                .filter(one -> one.author().kind() == Author.Kind.AGENT)
                .flatMap(one -> Obedience.refusal(
                        one.service(),
                        Optional.ofNullable(chain.journals().get(one.service())).map(LedgerRecord.Journaled::entry),
                        standing.apply(clock.instant())))
                .map(Append.Forbidden::new);
    }

    private static Orders.Live standing(Chain chain, Instant now) {
        return Orders.of(chain.orders().entrySet().stream()
                        .map(order -> new Given(order.getKey(), order.getValue()))
                        .toList())
                .at(now);
    }

    private static void requireSound(JournalEntry entry) {
        int length = CoreJson.writeBytes(entry).length;
        if (length > LIMIT_BYTES) {
            throw Faults.invalid("journal entry of service " + entry.service() + " is " + length
                    + " bytes; allowed: up to " + LIMIT_BYTES);
        }
        entry.state()
                .underWay()
                .filter(migration -> !migration.id().service().equals(entry.service()))
                .ifPresent(other -> {
                    throw Faults.invalid("journal entry of service " + entry.service() + " is about migration "
                            + other.id() + "; allowed: a migration of the service");
                });
        if (entry.author().kind() != Author.Kind.AGENT) {
            throw Faults.invalid("journal entry of service " + entry.service() + " is by " + entry.author()
                    + "; allowed: the agent that leads the service");
        }
    }

    long order(Order order, Optional<String> key) {
        var before =
                repeated(key, LedgerRecord.Ordered.class, same -> same.order().equals(order));
        if (before.isPresent()) {
            return before.get().sequence();
        }
        OrderRules.require(order, chain.heads().keySet(), chain.orders(), chain.journals(), clock.instant());
        return record(sequence -> new LedgerRecord.Ordered(sequence, order), key);
    }

    Answering answer(Answer answer, ServiceId service, Author author, Fence fence, Optional<String> key) {
        var before = repeated(
                key,
                LedgerRecord.Answered.class,
                same -> same.equals(new LedgerRecord.Answered(same.sequence(), answer, service, author, fence)));
        if (before.isPresent()) {
            return new Answering.Written(before.get().sequence());
        }
        if (author.kind() != Author.Kind.AGENT) {
            throw Faults.invalid("answer to order " + answer.order() + " is by " + author
                    + "; allowed: the agent that leads the service");
        }
        int length = answer.text().getBytes(StandardCharsets.UTF_8).length;
        if (length > LIMIT_BYTES) {
            throw Faults.invalid(
                    "answer to order " + answer.order() + " is " + length + " bytes; allowed: up to " + LIMIT_BYTES);
        }
        requireAbout(answer.order(), service, chain.orders());
        return leads(service, author, fence, clock.instant())
                ? new Answering.Written(
                        record(sequence -> new LedgerRecord.Answered(sequence, answer, service, author, fence), key))
                : new Answering.Fenced(newestFence(service));
    }

    private static void requireAbout(long number, ServiceId service, SortedMap<Long, Order> orders) {
        var order = orders.get(number);
        if (order == null) {
            throw Faults.invalid("answer is to order " + number + ", which was never given");
        }
        order.service().filter(its -> !its.equals(service)).ifPresent(its -> {
            throw Faults.invalid("answer to order " + number + " is for service " + service + "; allowed: " + its);
        });
    }

    private boolean leads(ServiceId service, Author author, Fence fence, Instant now) {
        var lease = leases.get().of(service);
        return lease.isLiveAt(now)
                && lease.holder().equals(author.name())
                && fence.epoch() == lease.epoch()
                && !fence.isOlderThan(newestFence(service));
    }

    private Fence newestFence(ServiceId service) {
        return AppendRules.newest(
                Optional.ofNullable(chain.heads().get(service)),
                journaled(service),
                leases.get().of(service));
    }

    /** Fence of the newest journal entry of a service; {@link Fence#NONE} where there is none. */
    Fence journaled(ServiceId service) {
        return Optional.ofNullable(chain.journals().get(service))
                .map(last -> last.entry().fence())
                .orElse(Fence.NONE);
    }

    /** Newest fence of what was recorded of a service, whatever the leases say. */
    Fence recorded(ServiceId service) {
        return AppendRules.newest(
                Optional.ofNullable(chain.heads().get(service)), journaled(service), LeaseBook.Entry.NONE);
    }

    private long record(LongFunction<LedgerRecord> record, Optional<String> key) {
        return chain.append(record, key).sequence();
    }

    private <T extends LedgerRecord> Optional<T> repeated(Optional<String> key, Class<T> type, Predicate<T> same) {
        return key.flatMap(chain::byKey).map(before -> {
            if (type.isInstance(before) && same.test(type.cast(before))) {
                return type.cast(before);
            }
            throw Faults.reusedKey(before);
        });
    }
}
