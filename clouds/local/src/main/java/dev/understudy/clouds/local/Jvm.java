package dev.understudy.clouds.local;

import java.nio.file.Path;
import java.util.List;

/** How we start Java programs of ours. */
final class Jvm {
    private Jvm() {}

    /** The Java that runs us, told to stay small and start fast. */
    static List<String> small(String heap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData");
    }
}
