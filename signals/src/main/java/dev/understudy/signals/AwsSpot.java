package dev.understudy.signals;

import dev.understudy.core.signal.Price;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Spot prices as {@code describe-spot-price-history} answers them: Linux, by availability zone. */
final class AwsSpot {
    private AwsSpot() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        for (JsonNode item : Json.items(Json.read(body), "SpotPriceHistory")) {
            parsed.item(() -> {
                String type = Json.text(item, "InstanceType");
                boolean linux = Json.text(item, "ProductDescription").startsWith("Linux/UNIX");
                if (linux && ask.instanceType().map(type::equals).orElse(true)) {
                    parsed.add(new Price(
                            Set.of(Json.text(item, "AvailabilityZone")),
                            Price.Market.SPOT,
                            AwsPrices.number(Json.text(item, "SpotPrice")),
                            "USD",
                            ask.source(),
                            Times.required(item, "Timestamp")));
                }
            });
        }
        return parsed.checked();
    }
}
