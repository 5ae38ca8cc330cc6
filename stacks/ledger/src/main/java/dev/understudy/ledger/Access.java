package dev.understudy.ledger;

import dev.understudy.core.weights.Author;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the holder of a certificate may do at the ledger's endpoint: as little as its part in the product needs.
 *
 * @param name common name of the certificate
 * @param rights what is allowed
 * @param author in whose name alone it may ask for changes; empty when it may ask for none
 */
record Access(String name, Set<Right> rights, Optional<Author> author) {
    /** Things that can be allowed. */
    enum Right {
        READ("read the ledger"),
        APPEND("ask for a change of weights"),
        LEASE("take a lease"),
        PROFILES("publish profiles"),
        APPLIED("record what was applied"),
        NOTICE("record a notice");

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
                    Set.of(Right.READ, Right.APPEND, Right.LEASE, Right.PROFILES),
                    Optional.of(new Author(Author.Kind.AGENT, name.substring(AGENT.length()))));
        }
        if (name.startsWith(PERSON) && name.length() > PERSON.length()) {
            return new Access(
                    name,
                    Set.of(Right.READ, Right.APPEND),
                    Optional.of(new Author(Author.Kind.PERSON, name.substring(PERSON.length()))));
        }
        return switch (name) {
            case "reconciler" -> new Access(name, Set.of(Right.READ, Right.APPLIED, Right.NOTICE), Optional.empty());
            case "provider" -> new Access(name, Set.of(Right.READ), Optional.empty());
            default -> new Access(name, Set.of(), Optional.empty());
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
        if (!author.equals(Optional.of(asked))) {
            throw denied("asked for a change in the name of " + asked + "; allowed: "
                    + author.map(Author::toString).orElse("nobody"));
        }
    }

    void requireHolder(String holder) {
        if (!author.map(Author::name).equals(Optional.of(holder))) {
            throw denied("asked for a lease in the name of \"" + holder + "\"; allowed: "
                    + author.map(Author::name).orElse("nobody"));
        }
    }

    private LedgerException denied(String what) {
        return new LedgerException(LedgerException.Kind.DENIED, name + " " + what);
    }
}
