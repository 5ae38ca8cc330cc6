package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@link HttpLedger} and {@link LedgerServer} say to each other, beside the core's own types. */
final class Wire {
    /** Names the stack that the client believes it talks about: {@code project/stack}. */
    static final String STACK_HEADER = "Understudy-Stack";

    static final String JSON = "application/json";
    static final String PROBLEM_JSON = "application/problem+json";
    static final int BODY_LIMIT_BYTES = 1 << 20;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

    private Wire() {}

    record Head(Optional<WeightsRevision> head) {}

    record Services(List<ServiceId> services) {}

    record Records(List<LedgerRecord> records) {}

    record Profiles(List<ShadowProfile> profiles) {}

    record AppendRequest(String key, WeightsChange change, long expectedHead) {}

    record AppliedRequest(String key, Application application) {}

    record NoticeRequest(String key, Notice notice) {}

    record Journal(Optional<LedgerRecord.Journaled> newest) {}

    record JournalRequest(String key, JournalEntry entry, long expected) {}

    record OrderRequest(String key, Order order) {}

    record Ordered(long number) {}

    record AnswerRequest(String key, Answer answer, ServiceId service, Author author, Fence fence) {}

    record LeaseRequest(String holder, Duration ttl) {}

    /**
     * A fault (RFC 9457).
     *
     * @param type {@code urn:understudy:ledger:} and the kind of fault
     * @param title the kind in words
     * @param status of HTTP
     * @param detail the sentence
     */
    record Problem(String type, String title, int status, String detail) {
        private static final String URN = "urn:understudy:ledger:";

        static Problem of(LedgerException.Kind kind, int status, String detail) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new Problem(URN + name, name.replace('-', ' '), status, detail);
        }

        static Problem of(LedgerException fault) {
            int status = switch (fault.kind()) {
                case INVALID -> 400;
                case DENIED -> 403;
                case WRONG_STACK -> 409;
                case CORRUPT -> 500;
                case UNREACHABLE -> 503;
                case FULL -> 507;
            };
            return of(fault.kind(), status, String.valueOf(fault.getMessage()));
        }

        LedgerException toFault() {
            for (var kind : LedgerException.Kind.values()) {
                if (of(kind, status, detail).type().equals(type)) {
                    return new LedgerException(kind, detail);
                }
            }
            return new LedgerException(LedgerException.Kind.UNREACHABLE, "HTTP status " + status + ": " + detail);
        }
    }
}
