package dev.understudy.cli.demo;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks at everything all the time and writes it into the chronicle. */
final class Watch implements AutoCloseable {
    private static final Duration FOLLOW = Duration.ofSeconds(5);
    private static final long BALANCER_MILLIS = 50;
    private static final long SERVED_MILLIS = 200;
    private static final long AGENTS_MILLIS = 500;

    private final Chronicle chronicle;
    private final InstantSource clock;
    private final List<Thread> threads;
    private volatile boolean open = true;

    Watch(
            Chronicle chronicle,
            WeightsLedger ledger,
            LoadBalancer balancer,
            LocalCloud cloud,
            ServiceId service,
            AgentsView agents,
            InstantSource clock) {
        this.chronicle = chronicle;
        this.clock = clock;
        this.threads = List.of(
                Thread.ofVirtual().name("watch-ledger").start(() -> follow(ledger)),
                Thread.ofVirtual().name("watch-served").start(() -> every(SERVED_MILLIS, () -> count(cloud, service))),
                Thread.ofVirtual().name("watch-balancer").start(() -> every(BALANCER_MILLIS, () -> observe(balancer))),
                Thread.ofVirtual().name("watch-agents").start(() -> every(AGENTS_MILLIS, () -> ask(agents))));
    }

    private void follow(WeightsLedger ledger) {
        long after = 0;
        while (open) {
            try {
                for (LedgerRecord entry : ledger.follow(after, FOLLOW)) {
                    after = entry.sequence();
                    chronicle.told(entry);
                    switch (entry) {
                        case LedgerRecord.Revised(long _, var revision) -> chronicle.recorded(revision);
                        case LedgerRecord.AppliedTo(long _, var application) -> chronicle.applied(application);
                        case LedgerRecord.Noticed(long _, var notice) -> chronicle.noticed(notice);
                        case LedgerRecord.Journaled _, LedgerRecord.Ordered _, LedgerRecord.Answered _ -> {}
                    }
                }
            } catch (LedgerException passing) {
                pause(BALANCER_MILLIS);
            }
        }
    }

    private void count(LocalCloud cloud, ServiceId service) {
        try {
            chronicle.counted(cloud.served(service), clock.instant());
        } catch (LocalCloudException passing) {
            return; // the next look may succeed
        }
    }

    private void observe(LoadBalancer balancer) {
        switch (balancer.observe()) {
            case LoadBalancer.Observed.Seen(var view) -> chronicle.observed(view, clock.instant());
            case LoadBalancer.Observed.Failed _ -> {}
        }
    }

    private void ask(AgentsView agents) {
        agents.refresh().forEach(chronicle::decided);
    }

    private void every(long millis, Runnable look) {
        while (open) {
            look.run();
            pause(millis);
        }
    }

    private void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        threads.forEach(Thread::interrupt);
    }
}
