package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.process.Launcher;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What sets stand on.
 *
 * @param directory theirs are below it
 * @param launcher starts their processes
 * @param root whether we are the machine's root, who can and should give up rights
 * @param places where zones are
 * @param inside opens sockets in a zone
 * @param logs log file by name
 * @param issuer makes their certificates
 */
public record Ground(
        Path directory,
        Launcher launcher,
        boolean root,
        Function<ZoneId, LocalCloudStatus.Place> places,
        Function<ZoneId, Inside> inside,
        Function<String, Path> logs,
        Issuer issuer) {
    /** Issues a certificate of the cloud's authority into a directory. */
    public interface Issuer {
        void issue(String name, List<String> subjectAltNames, Path into);
    }
}
