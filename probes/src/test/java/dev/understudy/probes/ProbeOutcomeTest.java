package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ProbeSample;
import dev.understudy.core.zone.ZoneId;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One probe at a time, against peers that behave in every way a peer can, on each kind of socket. */
@ParameterizedClass
@MethodSource("transports")
class ProbeOutcomeTest {
    private static final ZoneId ZONE = new ZoneId("zone-b");
    private static final long TIMEOUT_MILLIS = 400;
    private static final long PATIENCE_SECONDS = 10;

    private final Transport transport;

    private final IoEventLoop loop;

    ProbeOutcomeTest(Transport transport) {
        this.transport = transport;
        loop = new SingleThreadIoEventLoop(null, new DefaultThreadFactory("probe-outcome", true), transport.io());
    }

    static Stream<Transport> transports() {
        return Stream.of(Transport.best(), Transport.nio());
    }

    @AfterEach
    void stopLoop() throws InterruptedException {
        loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(loop.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aListenerAnswersAConnectAndTheKernelSaysHowLongItTook() throws Exception {
        try (var peer = Peer.withStatus("200 OK")) {
            var sample = tcp(peer.address());

            assertThat(sample.outcome()).isEqualTo(new Outcome.Answered());
            if (transport.epoll()) {
                assertThat(sample.kernelRttNanos()).isPositive().isLessThan(sample.endNanos() - sample.dueNanos());
            } else {
                assertThat(sample.kernelRttNanos()).isEqualTo(-1);
            }
        }
    }

    @Test
    void theSecondConnectWorksAsTheFirst() throws Exception {
        try (var peer = Peer.withStatus("200 OK")) {
            var probe = new TcpProbe(transport, loop, peer.address());
            for (int i = 0; i < 3; i++) {
                assertThat(ask(ProbeKind.TCP, _ -> probe).outcome()).isEqualTo(new Outcome.Answered());
            }
        }
    }

    @Test
    void aPortWithoutListenerRefuses() throws Exception {
        var nobody = Peer.nobody();

        assertThat(tcp(nobody).outcome()).isEqualTo(new Outcome.Refused());
        assertThat(http(nobody).outcome()).isEqualTo(new Outcome.Refused());
    }

    @Test
    void aListenerThatTakesNobodyInLetsTheProbeTimeOut() throws Exception {
        try (var peer = Peer.full()) {
            assertThat(tcp(peer.address()).outcome()).isEqualTo(new Outcome.TimedOut());
            assertThat(http(peer.address()).outcome()).isEqualTo(new Outcome.TimedOut());
        }
    }

    @Test
    void aStatusOf200Or204Answers() throws Exception {
        try (var ok = Peer.withStatus("200 OK");
                var empty = Peer.saying("HTTP/1.1 204 No Content\r\n\r\n");
                var announced =
                        Peer.saying("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var untilClose = Peer.saying("HTTP/1.0 200 OK\r\n\r\nall of it")) {
            for (var peer : List.of(ok, empty, announced, untilClose)) {
                assertThat(http(peer.address()).outcome()).isEqualTo(new Outcome.Answered());
            }
        }
    }

    @Test
    void anyOtherStatusIsBrokenAndNamed() throws Exception {
        try (var unavailable = Peer.withStatus("503 Service Unavailable");
                var moved = Peer.withStatus("302 Found")) {
            assertThat(http(unavailable.address()).outcome()).isEqualTo(new Outcome.Broken("status 503"));
            assertThat(http(moved.address()).outcome()).isEqualTo(new Outcome.Broken("status 302"));
        }
    }

    @Test
    void aBodyCountsUntilItsLastByte() throws Exception {
        try (var slow = Peer.behaving(out -> {
            send(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
            Thread.sleep(120);
            send(out, "k");
        })) {
            var sample = http(slow.address());

            assertThat(sample.outcome()).isEqualTo(new Outcome.Answered());
            assertThat(sample.rttNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(120));
        }
    }

    @Test
    void aBodyThatNeverEndsTimesOut() throws Exception {
        try (var hanging = Peer.behaving(out -> {
                    send(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
                    Thread.sleep(TIMEOUT_MILLIS * 3);
                });
                var silent = Peer.behaving(_ -> Thread.sleep(TIMEOUT_MILLIS * 3))) {
            assertThat(http(hanging.address()).outcome()).isEqualTo(new Outcome.TimedOut());
            assertThat(http(silent.address()).outcome()).isEqualTo(new Outcome.TimedOut());
        }
    }

    @Test
    void whatIsNotAnHttpAnswerIsBroken() throws Exception {
        try (var garbage = Peer.saying("\u0000\u0001garbage that is no status line\r\n\r\n");
                var tooShort = Peer.saying("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nnot so much");
                var nothing = Peer.saying("");
                var huge = Peer.saying("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(70_000))) {
            assertThat(http(garbage.address()).outcome()).isEqualTo(new Outcome.Broken("not an HTTP answer"));
            assertThat(http(tooShort.address()).outcome()).isInstanceOf(Outcome.Broken.class);
            assertThat(http(nothing.address()).outcome())
                    .isEqualTo(new Outcome.Broken("the connection was closed before the answer was complete"));
            assertThat(http(huge.address()).outcome()).isEqualTo(new Outcome.Broken("a body of more than 65536 bytes"));
        }
    }

    private ProbeSample tcp(InetSocketAddress address) throws Exception {
        return ask(ProbeKind.TCP, mine -> new TcpProbe(transport, mine, address));
    }

    private ProbeSample http(InetSocketAddress address) throws Exception {
        var uri = URI.create(
                "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/healthz?a=b");
        return ask(ProbeKind.HTTP, mine -> new HttpProbe(transport, mine, uri));
    }

    private ProbeSample ask(ProbeKind kind, Function<IoEventLoop, Probe> probe) throws Exception {
        var settings =
                new ProberSettings(Duration.ofMillis(100), Duration.ofMillis(TIMEOUT_MILLIS), Duration.ofSeconds(1));
        var stream = new ProbeStream(ZONE, kind, probe.apply(loop), new ProbeStream.Room(1));
        var recorder = new WindowRecorder(new ZoneId("zone-a"), settings, List.of(stream), _ -> {}, _ -> {});
        var end = new CompletableFuture<ProbeSample>();
        var flight = new Flight(
                stream,
                recorder.due(ZONE, kind),
                System.nanoTime(),
                TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS),
                NanoClock.system(),
                (_, sample) -> end.complete(sample));
        loop.execute(() -> stream.probe().fire(flight));
        loop.schedule(() -> flight.end(new Outcome.TimedOut()), TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
