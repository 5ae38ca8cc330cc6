package dev.understudy.clouds.local;

import dev.understudy.clouds.local.fabric.Fabric;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What every ordered pair was told to be, and which zones are dead: the fabric is told what follows from both. */
final class Links {
    private final Machine machine;
    private final SortedMap<Pair, LinkSpec> specs = new TreeMap<>();
    private final SortedSet<String> dead = new TreeSet<>();

    private record Pair(String from, String to) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    Links(Machine machine) {
        this.machine = machine;
    }

    void put(LinkSpec spec) throws IOException {
        var _ = machine.place(spec.from());
        var _ = machine.place(spec.to());
        machine.fabric().link(effective(spec));
        var pair = new Pair(spec.from(), spec.to());
        if (spec.isPlain()) {
            specs.remove(pair);
        } else {
            specs.put(pair, spec);
        }
    }

    /** What is in force and not plain, dead zones included. */
    List<LinkSpec> all() {
        var all = new TreeMap<Pair, LinkSpec>();
        for (String from : machine.places().keySet()) {
            for (String to : machine.places().keySet()) {
                LinkSpec spec = from.equals(to) ? null : of(from, to);
                if (spec != null && !spec.isPlain()) {
                    all.put(new Pair(from, to), spec);
                }
            }
        }
        return List.copyOf(all.values());
    }

    boolean isDead(String place) {
        return dead.contains(place);
    }

    /** Cuts a place off; the fabric is not asked where it cannot, and the caller must stop the processes instead. */
    void kill(String place) throws IOException {
        dead.add(place);
        tell(place);
    }

    /** Makes every link of a place plain. */
    void heal(String place) throws IOException {
        dead.remove(place);
        specs.keySet().removeIf(pair -> pair.from().equals(place) || pair.to().equals(place));
        tell(place);
    }

    /** A place came or went: links of others to it start plain. */
    void forget(String place) {
        dead.remove(place);
        specs.keySet().removeIf(pair -> pair.from().equals(place) || pair.to().equals(place));
    }

    /** A place came: the dead stay dead for it too. */
    void joined(String place) throws IOException {
        tell(place);
    }

    private void tell(String place) throws IOException {
        Fabric fabric = machine.fabric();
        if (fabric.kind() == LocalCloudStatus.Fabric.LOOPBACK) {
            return;
        }
        for (String other : machine.places().keySet()) {
            if (!other.equals(place)) {
                fabric.link(of(place, other));
                fabric.link(of(other, place));
            }
        }
    }

    private LinkSpec of(String from, String to) {
        return effective(Objects.requireNonNullElse(specs.get(new Pair(from, to)), LinkSpec.plain(from, to)));
    }

    private LinkSpec effective(LinkSpec spec) {
        boolean cut = spec.cut() || dead.contains(spec.from()) || dead.contains(spec.to());
        return new LinkSpec(spec.from(), spec.to(), spec.delayMillis(), spec.jitterMillis(), spec.lossRatio(), cut);
    }
}
