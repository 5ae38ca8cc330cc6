package dev.understudy.provider.functions;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Shares;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Refusal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code understudy:index:explainWeights}: what the ledger says of a service's weights, and why. */
public final class ExplainWeights {
    /** Token of the function. */
    public static final String TOKEN = "understudy:index:explainWeights";

    private static final int REVISIONS_DEFAULT = 10;
    private static final int REVISIONS_MAX = 1_000;
    private static final int PAGE = 500;

    private ExplainWeights() {}

    private record Arguments(String service, @Nullable Integer revisions) {
        Arguments {
            if (revisions != null && (revisions < 1 || revisions > REVISIONS_MAX)) {
                throw new InvalidInput("revisions", "revisions is " + revisions + "; allowed: 1 to " + REVISIONS_MAX);
            }
            try {
                var _ = new ServiceId(service);
            } catch (IllegalArgumentException wrong) {
                throw new InvalidInput("service", String.valueOf(wrong.getMessage()));
            }
        }
    }

    /** Answers the head and the revisions before it, newest first. */
    public static Obj answer(Call call, StackId stack, Obj given) {
        var arguments = PropertyCodec.require(given, Arguments.class);
        var service = new ServiceId(arguments.service());
        int most = arguments.revisions() == null ? REVISIONS_DEFAULT : arguments.revisions();
        try {
            return call.ledger(stack, ledger -> explain(ledger, service, most));
        } catch (LedgerException unread) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, String.valueOf(unread.getMessage()), unread);
        }
    }

    private static Obj explain(WeightsLedger ledger, ServiceId service, int most) {
        var newest = newest(ledger, service, most);
        if (newest.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "the ledger of " + ledger.stack() + " has no revision of service " + service + "; it has "
                            + ledger.services());
        }
        var head = newest.getFirst();
        return revision(head)
                .with("service", PropertyValue.text(service.value()))
                .with("explanation", PropertyValue.text(sentence(head)))
                .with(
                        "history",
                        new PropertyValue.Items(newest.stream()
                                .<PropertyValue>map(ExplainWeights::revision)
                                .toList()));
    }

    private static List<WeightsRevision> newest(WeightsLedger ledger, ServiceId service, int most) {
        var kept = new ArrayDeque<WeightsRevision>();
        long after = 0;
        while (true) {
            var page = ledger.read(after, PAGE);
            for (LedgerRecord record : page) {
                after = record.sequence();
                if (record instanceof LedgerRecord.Revised(long _, var revision)
                        && revision.change().service().equals(service)) {
                    kept.addFirst(revision);
                    if (kept.size() > most) {
                        kept.removeLast();
                    }
                }
            }
            if (page.size() < PAGE) {
                return List.copyOf(kept);
            }
        }
    }

    private static Obj revision(WeightsRevision revision) {
        var evidence = new TreeMap<String, PropertyValue>();
        revision.change().evidence().forEach((name, number) -> evidence.put(name, PropertyValue.number(number)));
        return Obj.EMPTY
                .with("revision", PropertyValue.number(revision.number()))
                .with("weights", Shares.write(revision.change().weights()))
                .with("author", PropertyValue.text(revision.change().author().toString()))
                .with("reason", PropertyValue.text(revision.change().reason().sentence()))
                .with("at", PropertyValue.text(revision.at().toString()))
                .with("evidence", new Obj(evidence));
    }

    private static String sentence(WeightsRevision head) {
        return "Since " + head.at() + " the weights are "
                + head.change().weights().inPercent() + " (revision "
                + head.number() + " by " + head.change().author() + "): "
                + head.change().reason().sentence();
    }
}
