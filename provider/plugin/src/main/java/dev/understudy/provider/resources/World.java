package dev.understudy.provider.resources;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.net.URI;
import java.nio.file.Path;

/** What the provider reaches outside of itself. What it hands out stays open as long as the process lives. */
public interface World {
    /** Where a stack's ledger is unless somebody says otherwise: the same for every provider of one user. */
    URI defaultLedger(StackId stack);

    /** The stack's ledger; refused when it belongs to another stack. */
    WeightsLedger ledger(Settings settings, StackId stack);

    LocalCloud localCloud(Settings settings);

    /** Where the control plane of the local cloud listens. */
    Path localCloudSocket(Settings settings);

    /**
     * The balancer whose weights are assigned.
     *
     * @param admin {@code host:port} of its runtime API
     */
    LoadBalancer balancer(Settings settings, ServiceId service, String admin);
}
