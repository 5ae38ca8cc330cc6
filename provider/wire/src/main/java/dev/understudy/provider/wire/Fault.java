package dev.understudy.provider.wire;

/**
 * One thing wrong with an input.
 *
 * @param path where, as {@code weights["zone-a"]}; empty for the whole
 * @param reason one sentence that names the value and what is allowed
 */
public record Fault(String path, String reason) {
    /** The fault seen from one level up. */
    public Fault under(String parent) {
        return new Fault(Path.join(parent, path), reason);
    }

    @Override
    public String toString() {
        return path.isEmpty() || reason.startsWith(path) ? reason : path + ": " + reason;
    }
}
