package dev.understudy.probes;

/**
 * One thing that is wrong with a setting.
 *
 * @param path where it stands, as in {@code probes.targets[0].tcpPort}
 * @param value what stands there
 * @param remedy what would be right
 */
public record Fault(String path, String value, String remedy) {
    @Override
    public String toString() {
        return path + " is " + value + "; " + remedy;
    }
}
