package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.postgres.DataSet;
import dev.understudy.clouds.local.postgres.Ground;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;

/** The databases. Unlike the rest of the cloud they wait for each other's work only where it is the same database. */
final class Databases implements LocalDatabases {
    private final Ground ground;
    private final ConcurrentSkipListMap<String, DataSet> sets = new ConcurrentSkipListMap<>();

    Databases(Machine machine, CertificateAuthority authority) {
        this.ground = new Ground(
                machine.directory(),
                machine.launcher(),
                machine.root(),
                zone -> machine.place(zone.value()),
                zone -> inside(machine, zone),
                machine::log,
                (name, alternatives, into) -> {
                    var _ = authority.issue(name, alternatives, into);
                });
    }

    static Inside inside(Machine machine, ZoneId zone) {
        return new Inside() {
            @Override
            public <T> T call(Callable<T> task) throws IOException {
                return machine.fabric().inside(zone.value(), task);
            }
        };
    }

    @Override
    public DatabaseInfo putDatabase(DatabaseSpec spec) {
        try {
            DataSet set = found(spec);
            return set.put(spec);
        } catch (IllegalArgumentException e) {
            throw new LocalCloudException(Kind.CONFLICT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new LocalCloudException(
                    Kind.FAILED,
                    "cannot make database " + spec.name() + ": "
                            + Objects.requireNonNullElse(e.getMessage(), e.toString()),
                    e);
        }
    }

    /** The set of that name, opened on a number that no other has. */
    private synchronized DataSet found(DatabaseSpec spec) throws IOException {
        DataSet found = sets.get(spec.name());
        if (found != null) {
            return found;
        }
        var taken = new HashSet<Integer>();
        sets.values().forEach(set -> taken.add(set.number()));
        Optional<Integer> before = DataSet.numberOf(ground, spec.name());
        int number = before.orElse(0);
        while (taken.contains(number)) {
            if (before.isPresent()) {
                throw new LocalCloudException(
                        Kind.CONFLICT,
                        "database " + spec.name()
                                + " was left behind by an earlier cloud with ports that another has now");
            }
            number++;
        }
        DataSet set = DataSet.open(ground, number, spec);
        sets.put(spec.name(), set);
        return set;
    }

    @Override
    public void deleteDatabase(String database) {
        DataSet set = sets.remove(database);
        if (set != null) {
            try {
                set.delete();
            } catch (IOException e) {
                throw new LocalCloudException(
                        Kind.FAILED, "cannot delete database " + database + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public DatabaseInfo database(String database) {
        try {
            return set(database).info();
        } catch (IOException e) {
            throw new LocalCloudException(
                    Kind.FAILED, "cannot tell of database " + database + ": " + e.getMessage(), e);
        }
    }

    @Override
    public TaskEnd acknowledge(String database, ReplicationSetting setting, long epoch) {
        return set(database).acknowledge(setting, epoch);
    }

    @Override
    public TaskEnd preCopy(String database, ZoneId to, long epoch) {
        return set(database).preCopy(to, epoch);
    }

    @Override
    public TaskEnd connect(String database, ZoneId zone, long epoch) {
        return set(database).connect(zone, epoch);
    }

    @Override
    public TaskEnd cutOver(String database, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return set(database).cutOver(from, to, forced, pauseMax, epoch);
    }

    @Override
    public TaskEnd rejoin(String database, ZoneId zone, long epoch) {
        return set(database).rejoin(zone, epoch);
    }

    List<DatabaseInfo> all() {
        return sets.keySet().stream().map(this::database).toList();
    }

    /** Names of the databases that have a part in a zone. */
    List<String> in(ZoneId zone) {
        return sets.values().stream()
                .map(DataSet::spec)
                .filter(spec -> spec.zones().contains(zone))
                .map(DatabaseSpec::name)
                .toList();
    }

    List<ProcessHandle> processes(ZoneId zone) {
        var all = new ArrayList<ProcessHandle>();
        sets.values().forEach(set -> all.addAll(set.processes(zone)));
        return all;
    }

    void endAll() {
        sets.values().forEach(DataSet::close);
        sets.clear();
    }

    private DataSet set(String database) {
        DataSet set = sets.get(database);
        if (set == null) {
            throw new LocalCloudException(
                    Kind.INVALID, "database " + database + " does not exist; there are " + sets.keySet());
        }
        return set;
    }
}
