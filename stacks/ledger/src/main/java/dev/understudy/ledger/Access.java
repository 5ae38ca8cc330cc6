package dev.understudy.ledger;

import dev.understudy.core.weights.Author;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the holder of a certificate may do at the ledger's endpoint: as little as its part in the product needs.
 *
 * @param name common name of the certificate
 * @param rights what is allowed
 * @param kind which sort of author it may ask for changes as; empty when it may ask for none
 * @param author in whose name alone it may ask; empty when any name of that sort will do
 */
record Access(String name, Set<Right> rights, Optional<Author.Kind> kind, Optional<String> author) {
    /** Things that can be allowed. */
    enum Right {
        READ("read the ledger"),
        APPEND("ask for a change of weights"),
        LEASE("take a lease"),
        PROFILES("publish profiles"),
        APPLIED("record what was applied"),
        NOTICE("record a notice"),
        JOURNAL("record where a migration is"),
        ORDER("give an order"),
        ANSWER("answer an order");

        private final String words;

        Right(String words) {
            this.words = words;
        }
    }

    private static final String AGENT = "agent-";
    private static final String PERSON = "person-";

    Access {
        rights = Set.copyOf(rights);
    }

    static Access of(String name) {
        if (name.startsWith(AGENT) && name.length() > AGENT.length()) {
            return new Access(
                    name,
                    Set.of(Right.READ, Right.APPEND, Right.LEASE, Right.PROFILES, Right.JOURNAL, Right.ANSWER),
                    Optional.of(Author.Kind.AGENT),
                    Optional.of(name.substring(AGENT.length())));
        }
        if (name.startsWith(PERSON) && name.length() > PERSON.length()) {
            return new Access(
                    name,
                    Set.of(Right.READ, Right.APPEND, Right.ORDER),
                    Optional.of(Author.Kind.PERSON),
                    Optional.of(name.substring(PERSON.length())));
        }
        return switch (name) {
            case "reconciler" ->
                new Access(name, Set.of(Right.READ, Right.APPLIED, Right.NOTICE), Optional.empty(), Optional.empty());
            // A program's own change of weights is recorded when a person runs the engine; its stack is its name.
            case "provider" ->
                new Access(name, Set.of(Right.READ, Right.APPEND), Optional.of(Author.Kind.PROGRAM), Optional.empty());
            default -> new Access(name, Set.of(), Optional.empty(), Optional.empty());
        };
    }

    void require(Right right) {
        if (!rights.contains(right)) {
            throw denied("may not " + right.words + "; its certificate allows to "
                    + (rights.isEmpty()
                            ? "do nothing"
                            : rights.stream().sorted().map(one -> one.words).collect(Collectors.joining(", "))));
        }
    }

    void requireAuthor(Author asked) {
        boolean sort = kind.equals(Optional.of(asked.kind()));
        if (!sort || author.filter(own -> !own.equals(asked.name())).isPresent()) {
            throw denied("asked for something in the name of " + asked + "; allowed: "
                    + kind.map(own -> own.name().toLowerCase(Locale.ROOT)
                                    + author.map(one -> " " + one).orElse("s alone"))
                            .orElse("nobody"));
        }
    }

    void requireHolder(String holder) {
        if (!author.equals(Optional.of(holder))) {
            throw denied("asked for a lease in the name of \"" + holder + "\"; allowed: " + author.orElse("nobody"));
        }
    }

    private LedgerException denied(String what) {
        return new LedgerException(LedgerException.Kind.DENIED, name + " " + what);
    }
}
