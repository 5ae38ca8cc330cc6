package dev.understudy.agent.config;

/**
 * One thing wrong with a configuration.
 *
 * @param path where, as in {@code services[0].balancer}; empty for the whole file
 * @param value what is there, as short text
 * @param remedy what is allowed, or what to do
 */
public record ConfigFault(String path, String value, String remedy) {
    /** One sentence for a person. */
    public String sentence() {
        return (path.isEmpty() ? "the file" : path) + " is " + value + "; " + remedy;
    }

    @Override
    public String toString() {
        return sentence();
    }
}
