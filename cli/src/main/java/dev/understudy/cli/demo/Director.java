package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.clouds.local.BalancerInfo;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.Places;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays the demo: brings the stack up, makes the primary zone ill, then dead, then well, and tells what happened. */
final class Director {
    private static final String DATABASE = "shop";

    private final Workspace workspace;
    private final DemoSettings settings;
    private final Children children;
    private final InstantSource clock = InstantSource.system();
    private final Chronicle chronicle = new Chronicle();

    Director(Workspace workspace, DemoSettings settings, Children children) {
        this.workspace = workspace;
        this.settings = settings;
        this.children = children;
    }

    /** Whether all went as it should. */
    boolean play() throws InterruptedException {
        try (var cloud = LocalCloudClient.connect(workspace.socket());
                var narrator = Narrator.create(settings.headless(), clock)) {
            var status = cloud.status();
            narrator.say(status.sentence());
            var house = new House(workspace, children, cloud, status);
            narrator.say("ledger, engine and provider start");
            try (var ledger = house.openLedger()) {
                house.prepareProject();
                narrator.say("pulumi up: three zones, a service with its shadow, a balancer, three agents");
                house.up();
                return perform(cloud, house, ledger, narrator);
            }
        }
    }

    private boolean perform(LocalCloud cloud, House house, WeightsLedger ledger, Narrator narrator)
            throws InterruptedException {
        var status = cloud.status();
        BalancerInfo balancerInfo = status.balancers().getFirst();
        ZoneId primary = largest(balancerInfo.spec().initial());
        var weather = new Weather(
                cloud, status.fabric(), primary, new ArrayList<>(status.places().keySet()), clock);
        weather.calm();
        var identity = Identity.load(house.identity("person-demo"));
        var reconciler = house.startReconciler();
        try (var balancer =
                        HaproxyLoadBalancer.at(balancerInfo.spec().service(), balancerInfo.stats(), identity, clock);
                var agents = new AgentsView(status.agents(), identity);
                var _ = new Watch(
                        chronicle, ledger, balancer, cloud, balancerInfo.spec().service(), agents, clock)) {
            Path acknowledged = workspace.folder().resolve("acknowledged.log");
            var traffic = Traffic.start(
                    children,
                    Where.in(status, Places.EDGE).enter(),
                    balancerInfo.frontend(),
                    settings.requestsPerSecond(),
                    acknowledged);
            narrator.watch(new Picture(
                    chronicle, weather, traffic, agents, balancerInfo.spec().initial()));
            long started = System.nanoTime();
            boolean went = new Story(
                            chronicle,
                            weather,
                            balancerInfo.spec().initial(),
                            primary,
                            traffic,
                            agents,
                            narrator,
                            () -> {
                                if (!reconciler.isAlive()) {
                                    throw new CliException("the reconciler ended: " + children.lastWords("reconciler"));
                                }
                            })
                    .play(settings.evacuation(), settings.leastRequests());
            var last = traffic.finish();
            var account = LossAccount.take(cloud.database(DATABASE), acknowledged);
            double seconds = (System.nanoTime() - started) / 1e9;
            var report = report(house, balancer, weather, last, account, went, seconds, status.sentence());
            narrator.tell(report);
            settings.report()
                    .ifPresent(file -> Demo.write(
                            file,
                            CoreJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report)
                                    + System.lineSeparator()));
            if (settings.keep()) {
                stay(narrator, house, ledger, reconciler);
            }
            return went && last.failed() == 0 && account.lost() == 0 && account.duplicated() == 0;
        }
    }

    private DemoReport report(
            House house,
            LoadBalancer balancer,
            Weather weather,
            TrafficStats traffic,
            LossAccount account,
            boolean returned,
            double seconds,
            String fabric) {
        long retried = switch (balancer.observe()) {
            case LoadBalancer.Observed.Seen(var view) ->
                view.zones().values().stream()
                        .mapToLong(zone -> zone.retriesTotal())
                        .sum();
            case LoadBalancer.Observed.Failed _ -> -1;
        };
        return new DemoReport(
                fabric,
                house.engine().version(),
                traffic.sent(),
                traffic.failed(),
                retried,
                traffic.firstFailure(),
                traffic.p50Millis(),
                traffic.p99Millis(),
                house.engine().updates(),
                traffic.ackedWrites(),
                account.lost(),
                account.duplicated(),
                traffic.longestWritePauseMillis(),
                chronicle.migrations().stream().map(SagaLines::passage).toList(),
                chronicle.moves(weather.changes()),
                returned,
                seconds);
    }

    private void stay(Narrator narrator, House house, WeightsLedger ledger, Process reconciler)
            throws InterruptedException {
        house.installPlugin();
        narrator.say("everything stays up until Ctrl-C. In another terminal:");
        var environment = new LinkedHashMap<String, String>();
        environment.put("UNDERSTUDY_LOCAL_CLOUD", workspace.socket().toString());
        environment.put("UNDERSTUDY_LEDGER", workspace.ledger().toUri().toString());
        environment.put("UNDERSTUDY_PROJECT", ledger.stack().project());
        environment.put("UNDERSTUDY_STACK", ledger.stack().stack());
        for (String name : List.of("PULUMI_HOME", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE_FILE")) {
            environment.put(name, house.engine().environment().getOrDefault(name, ""));
        }
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            narrator.show("  export " + entry.getKey() + "=" + entry.getValue());
        }
        narrator.show("  ./understudy weights history");
        narrator.show("  ./understudy weights set shop zone-a=50 zone-b=50 --reason \"a look around\"");
        narrator.show("  ./understudy local status");
        narrator.show("  ./understudy local exec control -- "
                + house.engine().binaries().resolve("pulumi") + " preview --diff --stack "
                + ledger.stack().stack() + " --cwd " + workspace.project());
        reconciler.waitFor();
    }

    private static ZoneId largest(Weights weights) {
        return weights.shares().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }
}
