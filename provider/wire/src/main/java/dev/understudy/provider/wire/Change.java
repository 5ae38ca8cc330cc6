package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** How one value differs from another, path by path. */
public final class Change {
    private Change() {}

    /** What happened at a path. */
    public enum Kind {
        ADDED,
        REMOVED,
        UPDATED
    }

    /** Every path at which the two differ, maps compared field by field and lists item by item; secrecy is no difference. */
    public static SortedMap<String, Kind> between(Obj olds, Obj news) {
        var changes = new TreeMap<String, Kind>();
        compare("", olds.plain(), news.plain(), changes);
        return changes;
    }

    /** The changes below the first names that pass. */
    public static SortedMap<String, Kind> only(SortedMap<String, Kind> changes, Predicate<String> topName) {
        var kept = new TreeMap<String, Kind>();
        changes.forEach((path, kind) -> {
            if (topName.test(Path.top(path))) {
                kept.put(path, kind);
            }
        });
        return kept;
    }

    /** The first names of the changed paths, sorted. */
    public static List<String> topNames(SortedMap<String, Kind> changes) {
        var names = new TreeSet<String>();
        changes.keySet().forEach(path -> names.add(Path.top(path)));
        return List.copyOf(names);
    }

    private static void compare(String path, PropertyValue old, PropertyValue next, SortedMap<String, Kind> changes) {
        if (old.equals(next)) {
            return;
        }
        if (old instanceof Obj(var before) && next instanceof Obj(var after)) {
            var names = new TreeSet<>(before.keySet());
            names.addAll(after.keySet());
            for (String name : names) {
                compare(
                        Path.field(path, name),
                        before.getOrDefault(name, new PropertyValue.Null()),
                        after.getOrDefault(name, new PropertyValue.Null()),
                        changes);
            }
        } else if (old instanceof PropertyValue.Items(var before) && next instanceof PropertyValue.Items(var after)) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(Path.item(path, i), at(before, i), at(after, i), changes);
            }
        } else if (old instanceof PropertyValue.Null) {
            changes.put(path, Kind.ADDED);
        } else if (next instanceof PropertyValue.Null) {
            changes.put(path, Kind.REMOVED);
        } else {
            changes.put(path, Kind.UPDATED);
        }
    }

    private static PropertyValue at(List<PropertyValue> items, int index) {
        return index < items.size() ? items.get(index) : new PropertyValue.Null();
    }
}
