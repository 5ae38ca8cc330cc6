package dev.understudy.provider.local;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of thing in the local cloud, as a resource.
 *
 * @param <I> its inputs
 */
interface LocalKind<I extends Record> {
    String token();

    Class<I> inputs();

    /** The inputs with defaults filled in. */
    Obj complete(Urn urn, Obj news);

    /** What no input can say alone; throws {@link dev.understudy.provider.wire.InvalidInput}. */
    void validate(I inputs);

    /** Inputs that need a new resource when they change. */
    Set<String> replacing();

    /** Inputs that count at creation only. */
    default Set<String> atCreationOnly() {
        return Set.of();
    }

    /** Inputs that Check takes from the ledger, and no program gives. */
    default Set<String> overlaid() {
        return Set.of();
    }

    /**
     * The {@link #overlaid} inputs as the ledger wants them.
     *
     * @param inputs of the program
     * @param last the same inputs at the last update; empty at the first
     */
    default Obj overlay(Call call, Urn urn, I inputs, Obj last) {
        return Obj.EMPTY;
    }

    /** The id it will have. */
    String id(I inputs);

    /** Outputs, beyond the inputs, that are certain before it is made. */
    default Obj planned(I inputs) {
        return Obj.EMPTY;
    }

    /** Makes it so; answers outputs beyond the inputs. */
    Obj put(Call call, Urn urn, I inputs);

    /** Finds it by id. */
    Optional<Found<I>> find(Call call, String id);

    void remove(LocalCloud cloud, String id);

    /**
     * What was found.
     *
     * @param inputs what it was made with, as far as the cloud tells
     * @param outputs beyond the inputs
     * @param atImport inputs that only an import takes from what was found: otherwise the program's own stay
     */
    record Found<I>(Obj inputs, Obj outputs, Obj atImport) {
        Found(Obj inputs, Obj outputs) {
            this(inputs, outputs, Obj.EMPTY);
        }
    }
}
