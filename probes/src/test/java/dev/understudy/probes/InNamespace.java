package dev.understudy.probes;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the namespace test runs inside: pings each address given, and prints what it saw. */
final class InNamespace {
    private InNamespace() {}

    public static void main(String[] addresses) throws InterruptedException {
        System.out.println("socket " + socketKind());
        var targets = new ArrayList<ProbeTarget>();
        for (var address : addresses) {
            var zone = new ZoneId("z-" + address.replace('.', '-'));
            targets.add(new ProbeTarget(zone, new InetSocketAddress(address, 9), Optional.empty(), true));
        }
        var settings = new ProberSettings(Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(500));
        var windows = new LinkedBlockingQueue<LatencyWindow>();
        try (var prober = new Prober(new ZoneId("here"), NanoClock.system(), InstantSource.system(), new Random(1))) {
            prober.start(targets, settings, window -> {
                if (window.kind() == ProbeKind.ICMP) {
                    windows.add(window);
                }
            });
            prober.unavailable().forEach(missing -> System.out.println("unavailable " + missing.why()));
            for (int i = 0; i < 2 * targets.size() && prober.unavailable().isEmpty(); i++) {
                var window = windows.poll(15, TimeUnit.SECONDS); // less than the timeout: they ended by an answer
                System.out.println(window == null ? "nothing" : line(window));
            }
            for (var lag : prober.agentLags()) {
                System.out.println("lag " + lag.target() + " " + lag.kind() + " " + lag.samples());
            }
        }
    }

    private static String line(LatencyWindow window) {
        return window.target() + " " + window.answered() + " of " + window.due();
    }

    private static String socketKind() {
        Epoll.ensureAvailability();
        return switch (IcmpSocket.open()) {
            case IcmpSocket.Opening.Denied _ -> "denied";
            case IcmpSocket.Opening.Opened(var socket) -> {
                try (socket) {
                    yield socket.raw() ? "raw" : "datagram";
                }
            }
        };
    }
}
