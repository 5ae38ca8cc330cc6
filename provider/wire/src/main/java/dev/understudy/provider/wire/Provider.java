package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A provider in plain Java: what {@link ProviderService} serves to the engine. */
public interface Provider {
    /** The release, as in {@code 0.1.0}. */
    String version();

    /** The package's schema, JSON in UTF-8. */
    byte[] schema();

    /** An engine connected; everything it asks goes to the session, which lives as long as the connection. */
    Session connect(Engine engine);

    /** Whether the engine shall read this resource before each update, because others change it. */
    boolean refreshesBeforeUpdate(String type);

    /** Called when a request has been answered. */
    default void answered(Span span) {}

    /**
     * What one engine asks. Calls may come at once and each runs on a thread that may block. Faults are {@link
     * InvalidInput}, {@link Refusal} or {@link HalfMade}; anything else is a mistake of ours.
     */
    interface Session {
        Checked checkConfig(Span span, Check check);

        Difference diffConfig(Span span, Diff diff);

        void configure(Span span, Configure configure);

        Checked check(Span span, Check check);

        Difference diff(Span span, Diff diff);

        Made create(Span span, Create create);

        /** Empty when it does not exist any more. */
        Optional<Seen> read(Span span, Read read);

        Obj update(Span span, Update update);

        void delete(Span span, Delete delete);

        Constructed construct(Span span, Construct construct, Monitor monitor);

        Obj invoke(Span span, Invoke invoke);
    }

    /**
     * @param urn the resource
     * @param olds inputs of the last update; empty at the first
     * @param news inputs of the program
     */
    record Check(Urn urn, Optional<Obj> olds, Obj news) {}

    /** Inputs as they shall be kept and shown, or what is wrong with them. */
    record Checked(Obj inputs, List<Fault> faults) {
        public Checked {
            faults = List.copyOf(faults);
        }
    }

    /**
     * @param id the resource's id
     * @param oldInputs inputs of the last update
     * @param olds outputs of the last update
     * @param news inputs after Check
     */
    record Diff(Urn urn, String id, Obj oldInputs, Obj olds, Obj news) {}

    /**
     * @param changes each path that differs; empty for no difference
     * @param replaces which of them need a new resource
     */
    record Difference(SortedMap<String, Change.Kind> changes, List<String> replaces) {
        public Difference {
            replaces = List.copyOf(replaces);
        }
    }

    /**
     * @param urn of the provider resource, where the engine says it
     * @param config inputs after CheckConfig
     */
    record Configure(Optional<Urn> urn, Obj config) {}

    /** @param preview whether nothing may be made; then inputs may be unknown */
    record Create(Urn urn, Obj inputs, boolean preview) {}

    /** What was made: in a preview the id is empty and outputs that are not known are left out. */
    record Made(String id, Obj outputs) {}

    /** @param inputs inputs of the last update; empty when importing, where the id is all there is */
    record Read(Urn urn, String id, Obj inputs, Obj outputs) {}

    /** What was found. */
    record Seen(String id, Obj inputs, Obj outputs) {}

    record Update(Urn urn, String id, Obj oldInputs, Obj olds, Obj news, boolean preview) {}

    record Delete(Urn urn, String id, Obj inputs, Obj outputs) {}

    /**
     * @param type token of the component
     * @param name as the program calls it
     * @param inputs may hold {@link PropertyValue.Output}s
     * @param dependencies URNs of the resources the inputs come from
     * @param preview whether nothing is made
     */
    record Construct(String type, String name, Obj inputs, List<String> dependencies, boolean preview) {
        public Construct {
            dependencies = List.copyOf(dependencies);
        }
    }

    /** @param dependencies URNs of the resources the outputs come from */
    record Constructed(String urn, Obj outputs, List<String> dependencies) {
        public Constructed {
            dependencies = List.copyOf(dependencies);
        }
    }

    record Invoke(String token, Obj arguments) {}
}
