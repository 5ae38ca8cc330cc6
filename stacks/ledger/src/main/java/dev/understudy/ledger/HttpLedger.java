package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.json.CoreJson;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;

/**
 * A ledger behind its endpoint. Every call is bounded in time and tried at most twice; a call that writes carries a key,
 * so that the second try cannot record twice what the first did whose answer was lost.
 */
public final class HttpLedger implements WeightsLedger {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** For one try; two of them are the longest a call takes beside the wait it was asked for. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final URI base;
    private final Optional<StackId> expected;
    private final HttpClient http;
    private final Duration answer;

    private HttpLedger(URI base, Optional<StackId> expected, HttpClient http, Duration answer) {
        this.base = base;
        this.expected = expected;
        this.http = http;
        this.answer = answer;
    }

    /**
     * Opens the ledger at an address. Nothing is sent before the first call, so that an endpoint may start later.
     *
     * @param base {@code https://host:port}
     * @param expected the stack it must belong to, checked by the endpoint with every call
     * @param identity what is shown to the endpoint
     */
    public static HttpLedger open(URI base, Optional<StackId> expected, Identity identity) {
        return open(base, expected, identity, ANSWER);
    }

    static HttpLedger open(URI base, Optional<StackId> expected, Identity identity, Duration answer) {
        var http = HttpClient.newBuilder()
                .sslContext(identity.sslContext())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        return new HttpLedger(base, expected, http, answer);
    }

    @Override
    public StackId stack() {
        return expected.orElseGet(() -> CoreJson.read(get("/v1/stack", Duration.ZERO), StackId.class));
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        return CoreJson.read(get("/v1/services/" + service + "/head", Duration.ZERO), Wire.Head.class)
                .head();
    }

    @Override
    public List<ServiceId> services() {
        return CoreJson.read(get("/v1/services", Duration.ZERO), Wire.Services.class)
                .services();
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        return records(afterSequence, limit, Duration.ZERO);
    }

    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            var part = left.compareTo(Wire.LONGEST_WAIT) > 0 ? Wire.LONGEST_WAIT : left;
            var records = records(afterSequence, FileLedger.READ_LIMIT, part);
            if (!records.isEmpty() || part.equals(left)) {
                return records;
            }
        }
    }

    private List<LedgerRecord> records(long after, int limit, Duration wait) {
        String path = "/v1/records?after=" + after + "&limit=" + limit + "&waitMillis=" + wait.toMillis();
        return CoreJson.read(get(path, wait), Wire.Records.class).records();
    }

    @Override
    public Append append(WeightsChange change, long expectedHead) {
        return CoreJson.read(
                send("POST", "/v1/revisions", new Wire.AppendRequest(key(), change, expectedHead)), Append.class);
    }

    @Override
    public void applied(Application application) {
        var _ = send("POST", "/v1/applications", new Wire.AppliedRequest(key(), application));
    }

    @Override
    public void notice(Notice notice) {
        var _ = send("POST", "/v1/notices", new Wire.NoticeRequest(key(), notice));
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected) {
        return CoreJson.read(
                send("POST", "/v1/journal", new Wire.JournalRequest(key(), entry, expected)), Journaling.class);
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return CoreJson.read(get("/v1/services/" + service + "/journal", Duration.ZERO), Wire.Journal.class)
                .newest();
    }

    @Override
    public long order(Order order) {
        return CoreJson.read(send("POST", "/v1/orders", new Wire.OrderRequest(key(), order)), Wire.Ordered.class)
                .number();
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence) {
        return CoreJson.read(
                send("POST", "/v1/answers", new Wire.AnswerRequest(key(), answer, service, author, fence)),
                Answering.class);
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        return CoreJson.read(
                send("PUT", "/v1/services/" + service + "/lease", new Wire.LeaseRequest(holder, ttl)), Lease.class);
    }

    @Override
    public void release(ServiceId service, String holder) {
        String query = "?holder=" + URLEncoder.encode(holder, StandardCharsets.UTF_8);
        var _ = exchange("DELETE", "/v1/services/" + service + "/lease" + query, new byte[0], Duration.ZERO);
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> profiles) {
        var _ = send("PUT", "/v1/services/" + service + "/profiles", new Wire.Profiles(profiles));
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        return CoreJson.read(get("/v1/services/" + service + "/profiles", Duration.ZERO), Wire.Profiles.class)
                .profiles();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private byte[] get(String path, Duration wait) {
        return exchange("GET", path, new byte[0], wait);
    }

    private byte[] send(String method, String path, Object body) {
        return exchange(method, path, CoreJson.writeBytes(body), Duration.ZERO);
    }

    private byte[] exchange(String method, String path, byte[] body, Duration wait) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(answer.plus(wait))
                .header("Accept", Wire.JSON + ", " + Wire.PROBLEM_JSON)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", Wire.JSON);
        }
        expected.ifPresent(stack -> request.header(Wire.STACK_HEADER, stack.toString()));
        var response = twice(request.build());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw fault(response);
    }

    private HttpResponse<byte[]> twice(HttpRequest request) {
        try {
            try {
                return http.send(request, BodyHandlers.ofByteArray());
            } catch (IOException e) {
                if (isRefusal(e)) {
                    throw e;
                }
                return http.send(request, BodyHandlers.ofByteArray());
            }
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw isRefusal(e)
                    ? new LedgerException(
                            LedgerException.Kind.DENIED,
                            "the ledger at " + base + " and this identity do not accept each other: " + why
                                    + "; both must be issued by the same authority",
                            e)
                    : new LedgerException(
                            LedgerException.Kind.UNREACHABLE, "the ledger at " + base + " does not answer: " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException(
                    LedgerException.Kind.UNREACHABLE, "interrupted while asking the ledger at " + base, e);
        }
    }

    /** One side said no to the other's certificate or protocol; a connection that only broke off says nothing. */
    private static boolean isRefusal(IOException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof SocketException) {
                return false;
            }
        }
        return fault instanceof SSLException;
    }

    private LedgerException fault(HttpResponse<byte[]> response) {
        try {
            return CoreJson.read(response.body(), Wire.Problem.class).toFault();
        } catch (IllegalArgumentException e) {
            return new LedgerException(
                    LedgerException.Kind.UNREACHABLE,
                    "what answers at " + base + " is no ledger: HTTP status " + response.statusCode(),
                    e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
