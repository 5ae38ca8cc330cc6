package dev.understudy.provider.plugin;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.provider.resources.Settings;
import dev.understudy.provider.resources.World;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The world outside: opened when first asked for, and kept open, because a warm process is asked again. */
final class RealWorld implements World {
    private static final String PROVIDER = "provider";

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Map<LedgerKey, WeightsLedger> ledgers = new ConcurrentHashMap<>();
    private final Map<Path, LocalCloud> clouds = new ConcurrentHashMap<>();
    private final Map<BalancerKey, LoadBalancer> balancers = new ConcurrentHashMap<>();

    private record LedgerKey(Settings settings, StackId stack) {}

    private record BalancerKey(Settings settings, ServiceId service, String admin) {}

    RealWorld(Map<String, String> environment, InstantSource clock) {
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    @Override
    public URI defaultLedger(StackId stack) {
        return Ledgers.defaultUri(stack);
    }

    @Override
    public WeightsLedger ledger(Settings settings, StackId stack) {
        return ledgers.computeIfAbsent(
                new LedgerKey(settings, stack),
                key -> Ledgers.open(settings.ledger(), Optional.of(stack), settings.identity(), clock));
    }

    @Override
    public LocalCloud localCloud(Settings settings) {
        return clouds.computeIfAbsent(localCloudSocket(settings), LocalCloudClient::connect);
    }

    @Override
    public Path localCloudSocket(Settings settings) {
        return settings.localCloud().orElseGet(this::usualSocket).toAbsolutePath();
    }

    Path usualSocket() {
        var named = environment.get("UNDERSTUDY_LOCAL_CLOUD");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        return Ledgers.home(environment).resolve("local").resolve("cloud.sock");
    }

    @Override
    public LoadBalancer balancer(Settings settings, ServiceId service, String admin) {
        return balancers.computeIfAbsent(
                new BalancerKey(settings, service, admin),
                key -> HaproxyLoadBalancer.at(service, admin, identity(settings), clock));
    }

    /** The identity that was configured, else one of the local cloud's own authority. */
    private Identity identity(Settings settings) {
        return Identity.load(settings.identity()
                .orElseGet(() -> Path.of(
                        localCloud(settings).identity(PROVIDER, List.of()).directory())));
    }
}
