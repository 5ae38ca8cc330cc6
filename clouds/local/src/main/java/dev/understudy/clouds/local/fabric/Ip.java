package dev.understudy.clouds.local.fabric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ip -batch} in a namespace. */
final class Ip {
    private static final long BOUND_SECONDS = 10;

    private Ip() {}

    static void batch(Namespace namespace, List<String> lines) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=" + namespace.path(), "--", "ip", "-batch", "-"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        Process process = builder.start();
        try {
            try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(String.join("\n", lines) + "\n");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("ip did not end within " + BOUND_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("ip says \"" + output.strip().replace("\n", "; ") + "\" to " + lines);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for ip", e);
        }
    }
}
