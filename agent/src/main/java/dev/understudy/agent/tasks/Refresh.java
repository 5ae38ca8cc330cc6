package dev.understudy.agent.tasks;

import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.shadow.Drift;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds what has drifted apart between primary and shadow, and mends it: the profiles that others read, and the database of
 * the shadow. What cannot be mended from here is said.
 */
public final class Refresh {
    private final ServiceId service;
    private final WeightsLedger ledger;
    private final Supplier<List<ShadowProfile>> profiles;
    private final Optional<DataReplica> data;

    /**
     * @param profiles as the primary is now, one for each zone
     * @param data its database; empty when it keeps nothing
     */
    public Refresh(
            ServiceId service,
            WeightsLedger ledger,
            Supplier<List<ShadowProfile>> profiles,
            Optional<DataReplica> data) {
        this.service = service;
        this.ledger = ledger;
        this.profiles = profiles;
        this.data = data;
    }

    TaskEnd mend(Task.Refresh wanted, Tasks.Mandate mandate) {
        var mended = new ArrayList<String>();
        var left = new ArrayList<String>();
        try {
            profiles(mended, mandate);
        } catch (LedgerException e) {
            left.add("the profiles were not read: " + e.getMessage());
        }
        data.ifPresent(replica -> data(wanted, replica, mended, left, mandate));
        if (!left.isEmpty()) {
            return new TaskEnd.Failed(Because.quoting("not mended: " + String.join("; ", left)
                    + (mended.isEmpty() ? "" : "; mended: " + String.join("; ", mended))));
        }
        return new TaskEnd.Done(Because.quoting(
                mended.isEmpty()
                        ? "primary and shadow agree: profiles and data"
                        : "mended: " + String.join("; ", mended)));
    }

    private void profiles(List<String> mended, Tasks.Mandate mandate) {
        var now = profiles.get();
        if (now.isEmpty()) {
            return; // nothing is known yet that a shadow could be held against
        }
        var drifted = Drift.ofProfiles(now, ledger.profiles(service));
        if (!drifted.isEmpty() && mandate.holds()) {
            ledger.publish(service, now);
            drifted.forEach(drift -> mended.add(drift.because().sentence()));
        }
    }

    private static void data(
            Task.Refresh wanted, DataReplica replica, List<String> mended, List<String> left, Tasks.Mandate mandate) {
        switch (replica.observe()) {
            case DataReplica.Observed.Failed(var error) -> left.add(error.message());
            case DataReplica.Observed.Seen(var view) -> {
                for (Drift drift : Drift.ofData(view, wanted.zone())) {
                    switch (drift) {
                        case Drift.Strayed strayed -> {
                            if (mandate.holds()) {
                                var end = replica.rejoin(strayed.zone(), wanted.fence());
                                (end instanceof TaskEnd.Done ? mended : left)
                                        .add(end.because().sentence());
                            }
                        }
                        case Drift.Configured configured ->
                            left.add(configured.because().sentence());
                        case Drift.Profile _ -> {
                            // Of the data there are none.
                        }
                    }
                }
            }
        }
    }
}
