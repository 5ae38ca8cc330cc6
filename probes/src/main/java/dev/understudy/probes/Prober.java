package dev.understudy.probes;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes every target by every kind asked for, all the time, and hands out what it saw window by window. One platform
 * thread of its own does all of it; a prober is started once and closed once.
 */
public final class Prober implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final int CLOSE_SECONDS = 10;

    private record Stream(ZoneId target, ProbeKind kind) {}

    private final ZoneId observer;
    private final NanoClock clock;
    private final InstantSource wall;
    private final RandomGenerator random;
    private final Transport transport;
    private final IoEventLoop loop;
    private final Map<Stream, AgentLag> lags = new ConcurrentHashMap<>();
    private volatile List<Unavailable> unavailable = List.of();
    private volatile boolean running;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean started;
    private @Nullable ProbeSchedule schedule; // touched by the loop only
    private Runnable leaveIcmp = () -> {}; // so is this

    /**
     * @param observer the zone that this process is in
     * @param clock times the probes
     * @param wall dates the windows
     * @param random spreads the probes over the interval; used by the prober's thread only once it is started
     */
    public Prober(ZoneId observer, NanoClock clock, InstantSource wall, RandomGenerator random) {
        this(observer, clock, wall, random, Transport.best());
    }

    Prober(ZoneId observer, NanoClock clock, InstantSource wall, RandomGenerator random, Transport transport) {
        this.observer = observer;
        this.clock = clock;
        this.wall = wall;
        this.random = random;
        this.transport = transport;
        loop = new SingleThreadIoEventLoop(null, new DefaultThreadFactory("understudy-probes", true), transport.io());
    }

    /**
     * Begins to probe.
     *
     * @param targets what to probe, each zone at most once
     * @param settings how
     * @param windows takes each window as it closes, on the prober's thread: it must hand over and return, for while it
     *     runs nothing is probed. One window comes for each target, kind and span, in the order of time, at the latest
     *     one timeout after the span's end. The first span is not reported: this process warms up in it
     * @throws InvalidSettings when a zone is named twice
     */
    public synchronized void start(
            List<ProbeTarget> targets, ProberSettings settings, Consumer<LatencyWindow> windows) {
        if (started || closed.get()) {
            throw new IllegalStateException("the prober of zone " + observer + " has been started or closed before");
        }
        requireDistinctZones(targets);
        started = true;
        try {
            loop.submit(() -> begin(List.copyOf(targets), settings, windows)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the prober of zone " + observer + " started", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the prober of zone " + observer + " cannot start", e.getCause());
        }
    }

    private static void requireDistinctZones(List<ProbeTarget> targets) {
        var faults = new ArrayList<Fault>();
        var zones = new HashSet<ZoneId>();
        for (int i = 0; i < targets.size(); i++) {
            var zone = targets.get(i).zone();
            if (!zones.add(zone)) {
                faults.add(new Fault("probes.targets[" + i + "].zone", zone.value(), "allowed: each zone once"));
            }
        }
        InvalidSettings.throwIfAny(faults);
    }

    private void begin(List<ProbeTarget> targets, ProberSettings settings, Consumer<LatencyWindow> windows) {
        var icmp = targets.stream().anyMatch(ProbeTarget::icmp) ? openIcmp() : Optional.<IcmpPort>empty();
        var streams = new ArrayList<ProbeStream>();
        for (var target : targets) {
            streams.addAll(streams(target, settings, icmp));
        }
        var recorder = new WindowRecorder(observer, settings, streams, guarded(windows), this::keep);
        LOG.info(
                "zone {} probes {} targets by {} streams; histograms take {} KiB",
                observer,
                targets.size(),
                streams.size(),
                recorder.footprintBytes() / 1_024);
        schedule = new ProbeSchedule(streams, settings, recorder, clock, wall, random);
        running = true;
        wake();
    }

    private List<ProbeStream> streams(ProbeTarget target, ProberSettings settings, Optional<IcmpPort> icmp) {
        var streams = new ArrayList<ProbeStream>();
        var room = new ProbeStream.Room(settings.inFlightPerTarget());
        var tcp = new TcpProbe(transport, loop, target.tcp());
        streams.add(new ProbeStream(target.zone(), ProbeKind.TCP, tcp, room));
        target.http().ifPresent(uri -> {
            var http = new HttpProbe(transport, loop, uri);
            streams.add(new ProbeStream(target.zone(), ProbeKind.HTTP, http, room));
        });
        if (target.icmp() && icmp.isPresent() && target.tcp().getAddress() instanceof Inet4Address address) {
            var echo = icmp.get().probe(address);
            streams.add(new ProbeStream(target.zone(), ProbeKind.ICMP, echo, room));
        }
        return streams;
    }

    private Optional<IcmpPort> openIcmp() {
        if (!transport.epoll()) {
            return withoutIcmp("ICMP probes need Netty's epoll transport, which is not available here ("
                    + Epoll.unavailabilityCause()
                    + "); it runs on Linux with java --enable-native-access=ALL-UNNAMED");
        }
        return switch (IcmpSocket.open()) {
            case IcmpSocket.Opening.Opened(var socket) -> Optional.of(register(new IcmpPort(socket, clock)));
            case IcmpSocket.Opening.Denied(var why) -> withoutIcmp(why);
        };
    }

    private Optional<IcmpPort> withoutIcmp(String why) {
        LOG.warn("{}; the other kinds go on", why);
        unavailable = List.of(new Unavailable(ProbeKind.ICMP, why));
        return Optional.empty();
    }

    private IcmpPort register(IcmpPort port) {
        loop.register(port).addListener(done -> {
            if (done.isSuccess()) {
                var registration = (IoRegistration) done.getNow();
                registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLERR));
                leaveIcmp = () -> {
                    registration.cancel();
                    port.close(); // the loop's own end does not close every handle
                };
            } else {
                port.close();
                LOG.error("the ICMP socket cannot join the loop: no echo will be seen", done.cause());
            }
        });
        return port;
    }

    private void wake() {
        var mine = schedule;
        if (mine == null) {
            return;
        }
        try {
            long next = mine.runDue();
            loop.schedule(this::wake, next - clock.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            running = false;
            LOG.error("zone {} stops probing", observer, e);
            throw e;
        }
    }

    private Consumer<LatencyWindow> guarded(Consumer<LatencyWindow> windows) {
        var warm = new HashSet<Stream>();
        return window -> {
            if (warm.add(new Stream(window.target(), window.kind()))) {
                return; // its times are those of classes being loaded
            }
            try {
                windows.accept(window);
            } catch (RuntimeException e) {
                LOG.error("the window of {} probes of zone {} was not taken", window.kind(), window.target(), e);
            }
        };
    }

    private void keep(AgentLag lag) {
        lags.put(new Stream(lag.target(), lag.kind()), lag);
    }

    /** The kinds that were asked for and cannot run here; known once {@link #start} has returned. Any thread. */
    public List<Unavailable> unavailable() {
        return unavailable;
    }

    /** The newest lag of each target and kind that has one, by target. Any thread. */
    public List<AgentLag> agentLags() {
        return lags.values().stream()
                .sorted(Comparator.comparing(AgentLag::target).thenComparing(AgentLag::kind))
                .toList();
    }

    /** Whether probes fall due: not before the start, after the close, or after a fault that ended it. Any thread. */
    public boolean isRunning() {
        return running;
    }

    /** Ends all probes and the thread, and lets go of every socket. No window comes after it. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            loop.execute(this::end);
            loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        if (loop.inEventLoop()) {
            return; // called by the taker of windows: the thread ends once it has returned
        }
        try {
            if (!loop.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the prober of zone " + observer + " did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        running = false;
        if (schedule != null) {
            schedule.abandon();
            schedule = null;
        }
        leaveIcmp.run();
        leaveIcmp = () -> {};
    }
}
