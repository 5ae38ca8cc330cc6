package dev.understudy.core.shadow;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A difference between what a service is and what its shadow keeps of it. What moves by itself is none: how busy a zone is,
 * when that was read, how far a standby is behind.
 */
public sealed interface Drift {
    /** Whose shadow it is in. */
    ZoneId zone();

    Because because();

    /** The profile that others read says something else than the service needs: the profile is published again. */
    record Profile(ZoneId zone, Because because) implements Drift {}

    /** The zone's database server does not follow the writer: it joins again, rewound or copied anew. */
    record Strayed(ZoneId zone, Because because) implements Drift {}

    /** It follows, but not as it was set up: only the program's next update can mend that. */
    record Configured(ZoneId zone, Because because) implements Drift {}

    /**
     * Differences of profiles, by zone.
     *
     * @param now as the primary is
     * @param kept as others read them
     */
    static List<Drift> ofProfiles(List<ShadowProfile> now, List<ShadowProfile> kept) {
        var byZone =
                kept.stream().collect(Collectors.toMap(ShadowProfile::zone, Function.identity(), (_, last) -> last));
        var drifts = new ArrayList<Drift>();
        now.stream().sorted(Comparator.comparing(ShadowProfile::zone)).forEach(wanted -> {
            var differences = differences(wanted, Optional.ofNullable(byZone.get(wanted.zone())));
            if (!differences.isEmpty()) {
                drifts.add(new Profile(
                        wanted.zone(),
                        Because.quoting("the profile of " + wanted.zone() + ": " + String.join(", ", differences))));
            }
        });
        return drifts;
    }

    /** Differences of a zone's database server; none where the zone has no server or is the writer. */
    static List<Drift> ofData(DataView view, ZoneId zone) {
        var member = Optional.ofNullable(view.members().get(zone));
        var writer = view.writer().map(view.members()::get);
        if (member.isEmpty() || writer.isEmpty()) {
            return List.of();
        }
        return switch (member.get().role()) {
            case WRITER, REBUILDING, DOWN -> List.of();
            case FENCED -> strayed(zone, Because.of("the data in " + zone + " is fenced and follows nobody"));
            case STRAY -> strayed(zone, Because.of("the data in " + zone + " follows nobody"));
            case STANDBY -> ofStandby(member.get(), writer.get());
        };
    }

    private static List<Drift> ofStandby(DataMember standby, DataMember writer) {
        if (standby.timeline() > 0 && writer.timeline() > 0 && standby.timeline() != writer.timeline()) {
            return strayed(
                    standby.zone(),
                    new Because(
                            "the data in " + standby.zone()
                                    + " is on timeline {timeline}, the writer on {writersTimeline}",
                            Map.of(
                                    "timeline", (double) standby.timeline(),
                                    "writersTimeline", (double) writer.timeline())));
        }
        // Of a channel that is down for the moment nothing can be said.
        return standby.encrypted() || standby.lag() instanceof Lag.Unknown
                ? List.of()
                : List.of(new Configured(
                        standby.zone(),
                        Because.of("the replication channel to " + standby.zone()
                                + " is not TLS 1.3 with a client certificate")));
    }

    private static List<Drift> strayed(ZoneId zone, Because because) {
        return List.of(new Strayed(zone, because));
    }

    private static List<String> differences(ShadowProfile now, Optional<ShadowProfile> kept) {
        if (kept.isEmpty()) {
            return List.of("there was none");
        }
        var then = kept.get();
        var found = new ArrayList<String>();
        compare("account", then.account(), now.account(), found);
        compare("role", then.role(), now.role(), found);
        compare("cpuMillis", then.cpuMillis(), now.cpuMillis(), found);
        compare("memoryMiB", then.memoryMiB(), now.memoryMiB(), found);
        compare("storageMiB", then.storageMiB(), now.storageMiB(), found);
        compare("networkMbps", then.networkMbps(), now.networkMbps(), found);
        return found;
    }

    private static void compare(String field, Object then, Object now, List<String> found) {
        if (!then.equals(now)) {
            found.add(field + " was " + then + " and is " + now);
        }
    }
}
