package dev.understudy.cli;

import java.nio.file.Path;

/** Where the local cloud listens: {@code $UNDERSTUDY_LOCAL_CLOUD}, else below {@code $UNDERSTUDY_HOME} or {@code ~/.understudy}. */
final class LocalCloudSocket {
    private LocalCloudSocket() {}

    static Path path() {
        String named = System.getenv("UNDERSTUDY_LOCAL_CLOUD");
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        return Home.ofProduct().resolve("local").resolve("cloud.sock");
    }
}
