package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.clouds.local.volume.VolumeGround;
import dev.understudy.clouds.local.volume.VolumeSet;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** The volumes. Like databases they wait for each other's work only where it is the same volume. */
final class Volumes implements LocalVolumes {
    private final VolumeGround ground;
    private final ConcurrentSkipListMap<String, VolumeSet> sets = new ConcurrentSkipListMap<>();
    private final Set<ZoneId> dead = ConcurrentHashMap.newKeySet();

    /**
     * @param inside opens sockets in a zone
     * @param checks whoever checks instances
     */
    Volumes(
            Machine machine,
            CertificateAuthority authority,
            Function<ZoneId, Inside> inside,
            VolumeGround.Checks checks) {
        this.ground = new VolumeGround(
                machine.directory(),
                zone -> machine.place(zone.value()),
                inside,
                dead::contains,
                machine.fabric().kind() == LocalCloudStatus.Fabric.LOOPBACK,
                authority::issue,
                checks);
    }

    @Override
    public VolumeInfo putVolume(VolumeSpec spec) {
        try {
            return found(spec).put(spec);
        } catch (IllegalArgumentException e) {
            throw new LocalCloudException(Kind.CONFLICT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw failed("make volume " + spec.name(), e);
        }
    }

    private synchronized VolumeSet found(VolumeSpec spec) throws IOException {
        VolumeSet found = sets.get(spec.name());
        if (found == null) {
            found = VolumeSet.open(ground, spec);
            sets.put(spec.name(), found);
        }
        return found;
    }

    @Override
    public VolumeInfo volume(String volume) {
        return set(volume).info();
    }

    @Override
    public void deleteVolume(String volume) {
        VolumeSet set = sets.remove(volume);
        if (set != null) {
            try {
                set.delete();
            } catch (IOException e) {
                throw failed("delete volume " + volume, e);
            }
        }
    }

    @Override
    public TaskEnd preCopyVolume(String volume, ZoneId to, long epoch) {
        return set(volume).preCopy(to, epoch);
    }

    @Override
    public TaskEnd cutOverVolume(String volume, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return set(volume).cutOver(from, to, forced, pauseMax, epoch);
    }

    @Override
    public TaskEnd rejoinVolume(String volume, ZoneId zone, long epoch) {
        return set(volume).rejoin(zone, epoch);
    }

    /** Starts an instance of a zone that uses a volume. */
    Process start(String volume, ZoneId zone, VolumeSet.Starter starter) throws IOException {
        VolumeSet set = set(volume);
        if (!set.spec().zones().contains(zone)) {
            throw new LocalCloudException(
                    Kind.INVALID,
                    "volume " + volume + " is not in zone " + zone + "; it is in "
                            + set.spec().zones());
        }
        return set.start(zone, starter);
    }

    List<VolumeInfo> all() {
        return sets.values().stream().map(VolumeSet::info).toList();
    }

    /** Names of the volumes that have a part in a zone. */
    List<String> in(ZoneId zone) {
        return sets.values().stream()
                .map(VolumeSet::spec)
                .filter(spec -> spec.zones().contains(zone))
                .map(VolumeSpec::name)
                .toList();
    }

    /** A zone died. */
    void died(ZoneId zone) throws IOException {
        dead.add(zone);
        lead();
    }

    /** A zone is back. */
    void healed(ZoneId zone) throws IOException {
        dead.remove(zone);
        lead();
    }

    private void lead() throws IOException {
        for (VolumeSet set : sets.values()) {
            set.lead();
        }
    }

    /** Does something while nobody is stopped for a volume's sake. */
    void undisturbed(VolumeSet.Work work) throws IOException {
        undisturbed(List.copyOf(sets.values()), work);
    }

    private static void undisturbed(List<VolumeSet> some, VolumeSet.Work work) throws IOException {
        if (some.isEmpty()) {
            work.run();
        } else {
            some.getFirst().undisturbed(() -> undisturbed(some.subList(1, some.size()), work));
        }
    }

    void endAll() {
        sets.values().forEach(VolumeSet::close);
        sets.clear();
    }

    private VolumeSet set(String volume) {
        VolumeSet set = sets.get(volume);
        if (set == null) {
            throw new LocalCloudException(
                    Kind.INVALID, "volume " + volume + " does not exist; there are " + sets.keySet());
        }
        return set;
    }

    private static LocalCloudException failed(String what, IOException e) {
        return new LocalCloudException(
                Kind.FAILED, "cannot " + what + ": " + Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
    }
}
