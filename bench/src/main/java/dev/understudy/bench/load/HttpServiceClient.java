package dev.understudy.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A user of the service: HTTP/1.1 over one kept connection, which is opened anew when the server has closed it. It never
 * sends a request twice: whatever goes wrong after the first byte is a failure.
 */
final class HttpServiceClient implements Client {
    private final URI base;
    private final Duration deadline;
    private @Nullable Socket socket;
    private @Nullable InputStream answers;

    /**
     * @param url of the balancer
     * @param deadline of one request
     */
    HttpServiceClient(String url, Duration deadline) {
        this.base = URI.create(url);
        this.deadline = deadline;
    }

    @Override
    public void send(boolean write, String key) throws IOException {
        try {
            var input = connected();
            Socket open = java.util.Objects.requireNonNull(socket);
            String head = write ? "POST /orders HTTP/1.1\r\n" : "GET /orders/" + key + " HTTP/1.1\r\n";
            String body = write ? "order of the measurement" : "";
            String request = head + "Host: " + base.getHost() + "\r\nIdempotency-Key: " + key + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            open.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            int status = read(input);
            if (status / 100 != 2) {
                throw new IOException("status " + status);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private InputStream connected() throws IOException {
        Socket open = socket;
        InputStream input = answers;
        if (open != null && input != null && !closedByServer(open, input)) {
            return input;
        }
        close();
        var fresh = new Socket();
        fresh.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) deadline.toMillis());
        fresh.setTcpNoDelay(true);
        fresh.setSoTimeout((int) deadline.toMillis());
        socket = fresh;
        input = new BufferedInputStream(fresh.getInputStream());
        answers = input;
        return input;
    }

    /** Whether the server has said good-bye on an idle connection; nothing else can come on it now. */
    private boolean closedByServer(Socket open, InputStream input) throws IOException {
        open.setSoTimeout(1);
        try {
            input.mark(1);
            return input.read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } finally {
            open.setSoTimeout((int) deadline.toMillis());
        }
    }

    /** Reads one answer and returns its status. */
    private int read(InputStream input) throws IOException {
        String line = line(input);
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        int length = 0;
        boolean last = false;
        for (line = line(input); !line.isEmpty(); line = line(input)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                last = true;
            } else if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("the answer has no Content-Length");
            }
        }
        input.skipNBytes(length);
        if (last) {
            close();
        }
        return status;
    }

    private static String line(InputStream input) throws IOException {
        var text = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new IOException("the connection ended before the answer");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        answers = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                return; // it was broken
            }
        }
    }
}
