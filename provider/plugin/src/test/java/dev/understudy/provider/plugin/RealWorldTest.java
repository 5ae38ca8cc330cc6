package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealWorldTest {
    @Test
    void theLocalCloudIsLookedForWhereTheEnvironmentSays() {
        assertThat(socket(Map.of("HOME", "/home/ada"))).isEqualTo(Path.of("/home/ada/.understudy/local/cloud.sock"));
        assertThat(socket(Map.of("HOME", "/home/ada", "UNDERSTUDY_HOME", "/srv/understudy")))
                .isEqualTo(Path.of("/srv/understudy/local/cloud.sock"));
        assertThat(socket(Map.of("HOME", "/home/ada", "UNDERSTUDY_LOCAL_CLOUD", "/run/cloud.sock")))
                .isEqualTo(Path.of("/run/cloud.sock"));
    }

    private static Path socket(Map<String, String> environment) {
        return new RealWorld(environment, InstantSource.system()).usualSocket();
    }
}
