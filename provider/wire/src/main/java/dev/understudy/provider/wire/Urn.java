package dev.understudy.provider.wire;

/**
 * The engine's name of a resource: {@code urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME}.
 *
 * @param value the whole
 */
public record Urn(String value) {
    private static final String PREFIX = "urn:pulumi:";

    public Urn {
        if (!value.startsWith(PREFIX) || value.split("::", 4).length != 4) {
            throw new IllegalArgumentException(
                    "URN is \"" + value + "\"; allowed: urn:pulumi:STACK::PROJECT::TYPE::NAME");
        }
    }

    public String stack() {
        return part(0).substring(PREFIX.length());
    }

    public String project() {
        return part(1);
    }

    /** The token of the resource itself, without its parents'. */
    public String type() {
        String types = part(2);
        return types.substring(types.lastIndexOf('$') + 1);
    }

    public String name() {
        return part(3);
    }

    private String part(int index) {
        return value.split("::", 4)[index];
    }

    @Override
    public String toString() {
        return value;
    }
}
