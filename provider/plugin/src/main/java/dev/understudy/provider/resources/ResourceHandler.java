package dev.understudy.provider.resources;

import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import java.util.Optional;

/** Answers for one kind of custom resource. */
public interface ResourceHandler {
    /** Its token, as in {@code understudy:local:Zone}. */
    String token();

    /** Whether the engine shall read it before each update, because others change it. */
    default boolean refreshesBeforeUpdate() {
        return false;
    }

    /**
     * Whether an update does no more than what the ledger says, so that it may be made without a person. Check has put
     * the program's own changes aside before.
     */
    boolean followsLedger(Provider.Update update);

    /** Validates and completes inputs; faults, unknowns and secrets are kept. */
    Provider.Checked check(Call call, Provider.Check check);

    Provider.Difference diff(Call call, Provider.Diff diff);

    /** Makes it; made already, it is taken as it is. */
    Provider.Made create(Call call, Provider.Create create);

    /** Looks it up; empty when it is gone. */
    Optional<Provider.Seen> read(Call call, Provider.Read read);

    /** Makes it as the news say; answers the outputs. */
    Obj update(Call call, Provider.Update update);

    /** Removes it; gone already, nothing happens. */
    void delete(Call call, Provider.Delete delete);
}
