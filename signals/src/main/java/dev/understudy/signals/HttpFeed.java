package dev.understudy.signals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A feed at an address. It is asked with what is known of the last answer (RFC 9110, conditional requests); a redirect is
 * never followed, since it may lead anywhere; the whole answer has to come within the patience, however slowly it drips.
 */
final class HttpFeed implements Feed {
    private final URI address;
    private final HttpClient client;
    private final Duration patience;
    private final int bytesMax;
    private Optional<String> tag = Optional.empty();
    private Optional<String> changed = Optional.empty();
    private Optional<String> fetchedTag = Optional.empty();
    private Optional<String> fetchedChanged = Optional.empty();

    /** @param client one that follows no redirects */
    HttpFeed(URI address, HttpClient client, Duration patience, int bytesMax) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("the client follows redirects: " + client.followRedirects());
        }
        this.address = address;
        this.client = client;
        this.patience = patience;
        this.bytesMax = bytesMax;
    }

    @Override
    public Fetched fetch() throws InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Accept", "*/*")
                .header("User-Agent", "understudy")
                .GET();
        tag.ifPresent(value -> request.header("If-None-Match", value));
        changed.ifPresent(value -> request.header("If-Modified-Since", value));
        var answer = client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), bytesMax));
        try {
            return understand(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return new Fetched.Failed("did not answer in full within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return new Fetched.Failed(words(cause == null ? e : cause));
        } finally {
            answer.cancel(true);
        }
    }

    private static String words(Throwable fault) {
        return "cannot be fetched: "
                + (fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage());
    }

    private Fetched understand(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 304 && (tag.isPresent() || changed.isPresent())) {
            return new Fetched.Unchanged();
        }
        if (status >= 300 && status < 400) {
            return new Fetched.Failed("answers " + status + " and leads to "
                    + answer.headers().firstValue("Location").orElse("nowhere")
                    + "; redirects are not followed: write the address it leads to");
        }
        if (status != 200) {
            return new Fetched.Failed("answers " + status);
        }
        fetchedTag = answer.headers().firstValue("ETag");
        fetchedChanged = answer.headers().firstValue("Last-Modified");
        return new Fetched.Body(answer.body());
    }

    @Override
    public void understood() {
        tag = fetchedTag;
        changed = fetchedChanged;
    }
}
