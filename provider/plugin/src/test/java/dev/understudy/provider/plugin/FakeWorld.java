package dev.understudy.provider.plugin;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.provider.resources.Settings;
import dev.understudy.provider.resources.World;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Real ledgers in a directory, beside a cloud and balancers that are made up. */
final class FakeWorld implements World {
    final FakeCloud cloud = new FakeCloud();
    final Map<String, FakeBalancer> balancers = new TreeMap<>();
    private final Path directory;
    volatile boolean ledgerAway;

    FakeWorld(Path directory) {
        this.directory = directory;
    }

    @Override
    public URI defaultLedger(StackId stack) {
        return directory
                .resolve(stack.project())
                .resolve(stack.stack() + ".ledger")
                .toUri();
    }

    @Override
    public WeightsLedger ledger(Settings settings, StackId stack) {
        if (ledgerAway) {
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "the ledger does not answer; start it");
        }
        return Ledgers.open(settings.ledger(), Optional.of(stack), settings.identity(), InstantSource.system());
    }

    @Override
    public LocalCloud localCloud(Settings settings) {
        return cloud;
    }

    @Override
    public Path localCloudSocket(Settings settings) {
        return Path.of("/cloud/cloud.sock");
    }

    @Override
    public LoadBalancer balancer(Settings settings, ServiceId service, String admin) {
        return balancer(service.value());
    }

    synchronized FakeBalancer balancer(String service) {
        return balancers.computeIfAbsent(service, name -> new FakeBalancer(new ServiceId(name)));
    }
}
