package dev.understudy.signals;

import dev.understudy.core.signal.Price;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Prices of AWS by the hour, on demand: a service's price list file (its {@code products} and {@code terms}), or the
 * {@code PriceList} that {@code get-products} answers. Only Linux on shared hardware with nothing installed counts.
 */
final class AwsPrices {
    private AwsPrices() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var root = Json.read(body);
        var parsed = new Parsed();
        if (root.has("products") && root.has("terms")) {
            var terms = root.path("terms").path("OnDemand");
            for (JsonNode product : root.path("products")) {
                parsed.item(() -> price(product, terms.path(Json.text(product, "sku")), ask)
                        .ifPresent(parsed::add));
            }
        } else {
            for (JsonNode item : Json.items(root, "PriceList")) {
                parsed.item(() -> {
                    var offer = item.isString() ? Json.read(item.stringValue()) : item;
                    price(offer.path("product"), offer.path("terms").path("OnDemand"), ask)
                            .ifPresent(parsed::add);
                });
            }
        }
        return parsed.checked();
    }

    private static Optional<Price> price(JsonNode product, JsonNode terms, Ask ask) {
        var attributes = product.path("attributes");
        if (!plain(attributes) || !wanted(attributes, ask)) {
            return Optional.empty();
        }
        String region = Json.text(attributes, "regionCode");
        for (JsonNode term : terms) {
            var since = Times.optional(term, "effectiveDate").orElse(Instant.EPOCH);
            for (JsonNode dimension : term.path("priceDimensions")) {
                var perUnit = dimension.path("pricePerUnit");
                if (Json.text(dimension, "unit").equals("Hrs") && !perUnit.isEmpty()) {
                    String currency = perUnit.propertyNames().iterator().next();
                    return Optional.of(new Price(
                            Set.of(region),
                            Price.Market.ON_DEMAND,
                            number(Json.text(perUnit, currency)),
                            currency,
                            ask.source(),
                            since));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean plain(JsonNode attributes) {
        return attributes.path("operatingSystem").asString("Linux").equals("Linux")
                && attributes.path("tenancy").asString("Shared").equals("Shared")
                && attributes.path("preInstalledSw").asString("NA").equals("NA")
                && attributes.path("capacitystatus").asString("Used").equals("Used");
    }

    private static boolean wanted(JsonNode attributes, Ask ask) {
        return ask.instanceType()
                .map(type -> type.equals(attributes.path("instanceType").asString("")))
                .orElse(attributes.has("instanceType"));
    }

    static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("price is \"" + text + "\"; allowed: a number");
        }
    }
}
