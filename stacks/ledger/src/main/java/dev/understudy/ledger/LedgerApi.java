package dev.understudy.ledger;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.Access.Right;
import dev.understudy.ledger.json.CoreJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger over HTTP, without the HTTP: a request in, an answer out. Blocks as the ledger does.
 *
 * <pre>
 * GET    /v1/stack                                   {project, stack}
 * GET    /v1/services                                {services: [name]}
 * GET    /v1/services/NAME/head                      {head: revision, if any}
 * GET    /v1/records?after=N&amp;limit=N&amp;waitMillis=N    {records: [record]}; waits at most 25 s for the first
 * POST   /v1/revisions    {key, change, expectedHead}    {kind: appended | superseded | fenced, …}
 * GET    /v1/services/NAME/journal                   {newest: record, if any}
 * POST   /v1/journal      {key, entry, expected}         {kind: written | superseded | fenced | overLimit, …}
 * POST   /v1/orders       {key, order}                   {number}
 * POST   /v1/answers      {key, answer, service, author, fence}    {kind: written | fenced, …}
 * POST   /v1/applications {key, application}             204
 * POST   /v1/notices      {key, notice}                  204
 * PUT    /v1/services/NAME/lease    {holder, ttl}        {kind: granted | heldBy, …}
 * DELETE /v1/services/NAME/lease?holder=NAME             204
 * GET    /v1/services/NAME/profiles                      {profiles: [profile]}
 * PUT    /v1/services/NAME/profiles {profiles}           204
 * </pre>
 *
 * The key names a request: repeated, it gets the same answer and nothing is recorded twice.
 */
final class LedgerApi {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerApi.class);

    /**
     * What a client asks.
     *
     * @param caller common name of its certificate
     * @param method of HTTP
     * @param path without the query
     * @param query first value of each parameter
     * @param stack the stack it believes it talks about, {@code project/stack}
     * @param body as it came
     */
    record Request(
            String caller,
            String method,
            String path,
            Map<String, String> query,
            Optional<String> stack,
            byte[] body) {}

    /** What it is told. */
    record Answer(int status, String contentType, byte[] body) {}

    private final KeyedLedger ledger;

    LedgerApi(KeyedLedger ledger) {
        this.ledger = ledger;
    }

    Answer answer(Request request) {
        try {
            request.stack().ifPresent(this::requireStack);
            return dispatch(request, Access.of(request.caller()));
        } catch (LedgerException e) {
            return problem(Wire.Problem.of(e));
        } catch (IllegalArgumentException e) {
            return problem(Wire.Problem.of(Faults.invalid(String.valueOf(e.getMessage()))));
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            return problem(Wire.Problem.of(
                    LedgerException.Kind.UNREACHABLE, 500, "the ledger's endpoint failed; its log says why"));
        }
    }

    static Answer problem(Wire.Problem problem) {
        return new Answer(problem.status(), Wire.PROBLEM_JSON, CoreJson.writeBytes(problem));
    }

    private void requireStack(String named) {
        if (!named.equals(ledger.stack().toString())) {
            throw new LedgerException(
                    LedgerException.Kind.WRONG_STACK,
                    "the ledger at this address belongs to stack " + ledger.stack() + ", not to " + named);
        }
    }

    private Answer dispatch(Request request, Access access) {
        var parts = List.of(request.path().substring(1).split("/", -1));
        if (parts.size() == 4 && parts.get(0).equals("v1") && parts.get(1).equals("services")) {
            return ofService(request, access, new ServiceId(parts.get(2)), parts.get(3));
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /v1/stack" -> {
                access.require(Right.READ);
                yield json(ledger.stack());
            }
            case "GET /v1/services" -> {
                access.require(Right.READ);
                yield json(new Wire.Services(ledger.services()));
            }
            case "GET /v1/records" -> records(request, access);
            case "POST /v1/revisions" -> append(request, access);
            case "POST /v1/applications" -> {
                access.require(Right.APPLIED);
                var asked = CoreJson.read(request.body(), Wire.AppliedRequest.class);
                ledger.applied(asked.application(), Optional.of(asked.key()));
                yield nothing();
            }
            case "POST /v1/notices" -> {
                access.require(Right.NOTICE);
                var asked = CoreJson.read(request.body(), Wire.NoticeRequest.class);
                ledger.notice(asked.notice(), Optional.of(asked.key()));
                yield nothing();
            }
            case "POST /v1/journal" -> {
                access.require(Right.JOURNAL);
                var asked = CoreJson.read(request.body(), Wire.JournalRequest.class);
                access.requireAuthor(asked.entry().author());
                yield json(ledger.journal(asked.entry(), asked.expected(), Optional.of(asked.key())));
            }
            case "POST /v1/orders" -> {
                access.require(Right.ORDER);
                var asked = CoreJson.read(request.body(), Wire.OrderRequest.class);
                access.requireAuthor(asked.order().owner());
                yield json(new Wire.Ordered(ledger.order(asked.order(), Optional.of(asked.key()))));
            }
            case "POST /v1/answers" -> {
                access.require(Right.ANSWER);
                var asked = CoreJson.read(request.body(), Wire.AnswerRequest.class);
                access.requireAuthor(asked.author());
                yield json(ledger.answer(
                        asked.answer(), asked.service(), asked.author(), asked.fence(), Optional.of(asked.key())));
            }
            default -> unknown(request);
        };
    }

    private Answer ofService(Request request, Access access, ServiceId service, String what) {
        return switch (request.method() + " " + what) {
            case "GET head" -> {
                access.require(Right.READ);
                yield json(new Wire.Head(ledger.head(service)));
            }
            case "GET journal" -> {
                access.require(Right.READ);
                yield json(new Wire.Journal(ledger.journal(service)));
            }
            case "PUT lease" -> {
                access.require(Right.LEASE);
                var asked = CoreJson.read(request.body(), Wire.LeaseRequest.class);
                access.requireHolder(asked.holder());
                yield json(ledger.lease(service, asked.holder(), asked.ttl()));
            }
            case "DELETE lease" -> {
                access.require(Right.LEASE);
                String holder = request.query().getOrDefault("holder", "");
                access.requireHolder(holder);
                ledger.release(service, holder);
                yield nothing();
            }
            case "GET profiles" -> {
                access.require(Right.READ);
                yield json(new Wire.Profiles(ledger.profiles(service)));
            }
            case "PUT profiles" -> {
                access.require(Right.PROFILES);
                ledger.publish(
                        service,
                        CoreJson.read(request.body(), Wire.Profiles.class).profiles());
                yield nothing();
            }
            default -> unknown(request);
        };
    }

    private Answer append(Request request, Access access) {
        access.require(Right.APPEND);
        var asked = CoreJson.read(request.body(), Wire.AppendRequest.class);
        access.requireAuthor(asked.change().author());
        return json(ledger.append(asked.change(), asked.expectedHead(), Optional.of(asked.key())));
    }

    private Answer records(Request request, Access access) {
        access.require(Right.READ);
        long after = number(request, "after", 0);
        int limit = (int) Math.min(number(request, "limit", FileLedger.READ_LIMIT), FileLedger.READ_LIMIT);
        long waitMillis = Math.min(number(request, "waitMillis", 0), Wire.LONGEST_WAIT.toMillis());
        if (waitMillis > 0) {
            ledger.awaitAfter(after, Duration.ofMillis(waitMillis));
        }
        return json(new Wire.Records(ledger.read(after, limit)));
    }

    private static long number(Request request, String name, long otherwise) {
        String text = request.query().get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below, as a negative one is
        }
        throw Faults.invalid(name + " is \"" + text + "\"; allowed: a whole number, 0 or more");
    }

    private static Answer unknown(Request request) {
        return problem(Wire.Problem.of(
                LedgerException.Kind.INVALID,
                404,
                "the ledger has no " + request.method() + " " + request.path() + "; it speaks version 1 of its API"));
    }

    private static Answer json(Object value) {
        return new Answer(200, Wire.JSON, CoreJson.writeBytes(value));
    }

    private static Answer nothing() {
        return new Answer(204, Wire.JSON, new byte[0]);
    }
}
