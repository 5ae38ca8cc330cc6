package dev.understudy.agent.loop;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.WeightsLedger.Answering;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings answers to orders into the ledger. A controller says the same again until it sees it there, so an answer that is on
 * its way or has arrived is not sent twice; one that failed is tried again for as long as this agent leads.
 */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final int REMEMBERED = 1_000;

    private final WeightsLedger ledger;
    private final Author holder;
    private final Mandates mandates;
    private final Supplier<Backoff> backoff;
    private final BiConsumer<String, Runnable> runner;
    private final Map<Subject, Said> sent = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Said> eldest) {
            return size() > REMEMBERED;
        }
    });

    private record Subject(ServiceId service, long order) {}

    /** What was said, whenever that was. */
    private record Said(Answer.Verdict verdict, String text) {}

    /**
     * @param holder whom this agent leads as
     * @param backoff makes the pauses between the tries for one answer
     * @param runner runs named work on a thread of its own
     */
    Replies(
            WeightsLedger ledger,
            Author holder,
            Mandates mandates,
            Supplier<Backoff> backoff,
            BiConsumer<String, Runnable> runner) {
        this.ledger = ledger;
        this.holder = holder;
        this.mandates = mandates;
        this.backoff = backoff;
        this.runner = runner;
    }

    void send(ServiceId service, Answer answer) {
        var subject = new Subject(service, answer.order());
        var said = new Said(answer.verdict(), answer.text());
        if (!said.equals(sent.put(subject, said))) {
            runner.accept("reply-" + service, () -> {
                if (!deliver(subject, said, answer)) {
                    sent.remove(subject, said);
                }
            });
        }
    }

    /** Whether it arrived, or something newer is to be said. */
    private boolean deliver(Subject subject, Said said, Answer answer) {
        var pauses = backoff.get();
        while (said.equals(sent.get(subject))) {
            var fence = mandates.of(subject.service());
            if (fence.isEmpty()) {
                return false; // whoever leads now has the order before it
            }
            try {
                return switch (ledger.answer(answer, subject.service(), holder, fence.get())) {
                    case Answering.Written _ -> true;
                    case Answering.Fenced _ -> false;
                };
            } catch (LedgerException e) {
                LOG.warn("order {} was not answered: {}", answer.order(), e.getMessage());
                if (e.kind() != LedgerException.Kind.UNREACHABLE) {
                    return true; // it will not be taken, however often it is sent
                }
            }
            try {
                Thread.sleep(pauses.next());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
