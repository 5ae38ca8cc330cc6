package dev.understudy.provider.resources;

import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger's head says of sizes and of the writer, as an update finds it. The program's word stands where the
 * program owns the weights, where the head says nothing, and where there is no head.
 */
public final class Provisions {
    private Provisions() {}

    /** Reads it; empty when the ledger cannot be read, of which the user is told. */
    public static Optional<Provision> of(Call call, Urn urn, String service, @Nullable Ownership ownership) {
        if (ownership == Ownership.IAC) {
            return Optional.of(Provision.AS_DECLARED);
        }
        try {
            var head = call.ledger(Settings.stackOf(urn), ledger -> ledger.head(new ServiceId(service)));
            return Optional.of(
                    head.map(revision -> revision.change().provision()).orElse(Provision.AS_DECLARED));
        } catch (LedgerException unread) {
            return switch (unread.kind()) {
                case WRONG_STACK, INVALID -> throw new InvalidInput("service", String.valueOf(unread.getMessage()));
                case UNREACHABLE, CORRUPT, FULL, DENIED -> {
                    call.engine()
                            .warn(
                                    urn,
                                    "what was last known of its size and writer stays, because the ledger cannot be read: "
                                            + unread.getMessage());
                    yield Optional.empty();
                }
            };
        }
    }
}
