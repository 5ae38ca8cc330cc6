package dev.understudy.clouds.local.service;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Orders over HTTP: {@code POST /orders} with an {@code Idempotency-Key} writes one, {@code GET /orders/KEY} reads it,
 * {@code GET /orders/count} counts them. {@code Durability: replicated} makes a write wait for a standby, whatever is
 * usual.
 */
final class OrdersApi {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final int LONGEST_BODY = 64 << 10;
    private static final String PATH = "/orders";

    private final Orders orders;
    private final String instance;

    OrdersApi(Orders orders, String instance) {
        this.orders = orders;
        this.instance = instance;
    }

    Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        try {
            if (path.equals(PATH) && method.equals("POST")) {
                boolean replicated =
                        "replicated".equals(exchange.getRequestHeaders().getFirst("Durability"));
                return put(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body, replicated);
            }
            if (path.startsWith(PATH + "/") && method.equals("GET")) {
                return get(path.substring(PATH.length() + 1));
            }
            return Answer.text(404, "allowed: POST /orders, GET /orders/KEY, GET /orders/count");
        } catch (SQLException e) {
            return Answer.text(503, "the database does not serve: " + e.getMessage());
        }
    }

    private Answer put(@Nullable String key, byte[] body, boolean replicated) throws SQLException {
        if (key == null || !KEY.matcher(key).matches()) {
            return Answer.text(
                    400, "Idempotency-Key is " + key + "; allowed: 1 to 128 letters, digits, dots, hyphens, ~ and _");
        }
        if (body.length > LONGEST_BODY) {
            return Answer.text(413, "the order is longer than " + LONGEST_BODY + " bytes");
        }
        Orders.Order order = orders.put(key, new String(body, StandardCharsets.UTF_8), instance, replicated);
        String json = String.format(
                Locale.ROOT, "{\"order\":%d,\"key\":\"%s\",\"instance\":\"%s\"}%n", order.id(), key, order.instance());
        return new Answer(order.first() ? 201 : 200, "application/json", json, order.first());
    }

    private Answer get(String key) throws SQLException {
        if (key.equals("count")) {
            return new Answer(200, "application/json", "{\"count\":" + orders.count() + "}\n", false);
        }
        Optional<Orders.Order> order = orders.get(key);
        return order.isPresent()
                ? new Answer(200, "text/plain", order.get().body(), false)
                : Answer.text(404, "there is no order " + key);
    }
}
