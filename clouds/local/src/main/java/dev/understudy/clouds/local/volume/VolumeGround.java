package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What volumes stand on.
 *
 * @param directory theirs are below it
 * @param places where zones are
 * @param inside opens sockets in a zone
 * @param dead whether a zone is dead: nothing reaches it, nor does it reach anything
 * @param deadStop whether the processes of a dead zone are stopped, and must stay so
 * @param issuer makes their certificates
 * @param checks whoever checks the instances that use volumes
 */
public record VolumeGround(
        Path directory,
        Function<ZoneId, LocalCloudStatus.Place> places,
        Function<ZoneId, Inside> inside,
        Predicate<ZoneId> dead,
        boolean deadStop,
        Issuer issuer,
        Checks checks) {
    /** Whoever checks whether the instances of a service answer, and takes those that do not out of service. */
    public interface Checks {
        /** @param away whether those that are up count as up until further notice, whatever they answer */
        void lookAway(ServiceId service, boolean away) throws IOException;
    }

    /** Issues a certificate of the cloud's authority into a directory. */
    public interface Issuer {
        Identity issue(String name, List<String> subjectAltNames, Path into);
    }

    /** Where a volume keeps everything. */
    Path home(String volume) {
        return directory.resolve("vol-" + volume);
    }
}
