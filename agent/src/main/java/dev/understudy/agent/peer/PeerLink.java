package dev.understudy.agent.peer;

import dev.understudy.agent.config.HostPort;
import dev.understudy.agent.loop.Repeater;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer. It holds one message at most: what a slow or dead peer has not taken when the next one comes is
 * dropped, and no other peer waits for it.
 */
public final class PeerLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    private final ZoneId peer;
    private final URI uri;
    private final HttpClient client;
    private final ArrayBlockingQueue<byte[]> next = new ArrayBlockingQueue<>(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Repeater sender;
    private volatile boolean reachable = true;

    /**
     * @param client shows this agent's identity; shared by all links
     */
    public PeerLink(ZoneId peer, HostPort address, HttpClient client, Consumer<Throwable> onFault) {
        this.peer = peer;
        this.uri = URI.create("https://" + address + "/v1/observations");
        this.client = client;
        this.sender = Repeater.start("peer-" + peer, this::turn, onFault);
    }

    void offer(byte[] body) {
        while (!next.offer(body)) {
            if (next.poll() != null) {
                dropped.incrementAndGet();
            }
        }
    }

    private Duration turn() throws InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(next.take()))
                .build();
        try {
            var answer = client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), 4096));
            if (answer.statusCode() == 204) {
                sent.incrementAndGet();
                changed(true, "");
            } else {
                dropped.incrementAndGet();
                changed(false, "it answered " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            dropped.incrementAndGet();
            changed(false, e.toString());
        }
        return Duration.ZERO;
    }

    private void changed(boolean now, String why) {
        if (reachable && !now) {
            LOG.warn("the agent of zone {} at {} takes no observations: {}", peer, uri, why);
        } else if (!reachable && now) {
            LOG.info("the agent of zone {} takes observations again", peer);
        }
        reachable = now;
    }

    public ZoneId peer() {
        return peer;
    }

    /** Whether the last message was taken. */
    public boolean reachable() {
        return reachable;
    }

    /** Messages taken by the peer. */
    public long sent() {
        return sent.get();
    }

    /** Messages dropped because the peer was slow, away or refused them. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        sender.close();
    }
}
