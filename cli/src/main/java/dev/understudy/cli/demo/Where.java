package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.clouds.local.LocalCloudStatus;
import java.util.Optional;

/** Finds a place of the cloud by its name. */
final class Where {
    private Where() {}

    static LocalCloudStatus.Place in(LocalCloudStatus status, String name) {
        return Optional.ofNullable(status.places().get(name))
                .orElseThrow(() -> new CliException("the local cloud has no place " + name));
    }
}
