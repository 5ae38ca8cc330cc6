package dev.understudy.provider.wire;

import pulumirpc.Provider.DiffResponse;
import pulumirpc.Provider.PropertyDiff;

/** A difference in the engine's own words. */
final class Differences {
    private Differences() {}

    static DiffResponse write(Provider.Difference difference) {
        var response = DiffResponse.newBuilder().setHasDetailedDiff(true);
        if (difference.changes().isEmpty()) {
            return response.setChanges(DiffResponse.DiffChanges.DIFF_NONE).build();
        }
        difference
                .changes()
                .forEach((path, kind) -> response.putDetailedDiff(
                        path,
                        PropertyDiff.newBuilder()
                                .setKind(kind(kind, difference.replaces().contains(Path.top(path))))
                                .setInputDiff(true)
                                .build()));
        return response.setChanges(DiffResponse.DiffChanges.DIFF_SOME)
                .addAllDiffs(Change.topNames(difference.changes()))
                .addAllReplaces(difference.replaces())
                .build();
    }

    private static PropertyDiff.Kind kind(Change.Kind kind, boolean replaces) {
        return switch (kind) {
            case ADDED -> replaces ? PropertyDiff.Kind.ADD_REPLACE : PropertyDiff.Kind.ADD;
            case REMOVED -> replaces ? PropertyDiff.Kind.DELETE_REPLACE : PropertyDiff.Kind.DELETE;
            case UPDATED -> replaces ? PropertyDiff.Kind.UPDATE_REPLACE : PropertyDiff.Kind.UPDATE;
        };
    }
}
