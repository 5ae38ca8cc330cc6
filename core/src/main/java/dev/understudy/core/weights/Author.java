package dev.understudy.core.weights;

/**
 * Who asked for a change.
 *
 * @param kind what sort of author
 * @param name zone of an agent, login of a person
 */
public record Author(Kind kind, String name) {
    /** The sorts of author. */
    public enum Kind {
        AGENT,
        PERSON,
        PROGRAM
    }

    public Author {
        if (name.isBlank() || name.length() > 128) {
            throw new IllegalArgumentException("author name is \"" + name + "\"; allowed: 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
