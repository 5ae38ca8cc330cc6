package dev.understudy.e2e;

/** A service with one instance in its primary zone and one in its shadow, and no agents. */
final class SmallProgram {
    static final String SOURCE = """
            name: small
            runtime: yaml
            resources:
              zone-a:
                type: understudy:local:Zone
                properties: {latitudeDegrees: 50.1, longitudeDegrees: 8.7, pricePerInstanceHour: 0.11}
              zone-b:
                type: understudy:local:Zone
                properties: {latitudeDegrees: 52.4, longitudeDegrees: 4.9, pricePerInstanceHour: 0.1}
              shop:
                type: understudy:ShadowedService
                properties:
                  primary: {zone: zone-a, instances: 1, capacityPerSecond: 200, serviceMillis: 1}
                  shadow: {mode: reduced, capacity: 0.5, placement: auto}
                  replication: async
                  catalogue: ["${[\\"zone-a\\"].entry}", "${[\\"zone-b\\"].entry}"]
            outputs:
              weights: ${shop.weights}
              revision: ${shop.revision}
            """;

    private SmallProgram() {}
}
