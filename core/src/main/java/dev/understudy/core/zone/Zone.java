package dev.understudy.core.zone;

/**
 * A zone of the catalogue.
 *
 * @param id its name
 * @param latitudeDegrees geographic latitude, -90 to 90
 * @param longitudeDegrees geographic longitude, -180 to 180
 * @param pricePerInstanceHour cost of one instance for one hour, in the account's currency, at least 0
 */
public record Zone(ZoneId id, double latitudeDegrees, double longitudeDegrees, double pricePerInstanceHour) {
    public Zone {
        if (!(latitudeDegrees >= -90 && latitudeDegrees <= 90)) {
            throw new IllegalArgumentException(
                    "latitudeDegrees of zone " + id + " is " + latitudeDegrees + "; allowed: -90 to 90");
        }
        if (!(longitudeDegrees >= -180 && longitudeDegrees <= 180)) {
            throw new IllegalArgumentException(
                    "longitudeDegrees of zone " + id + " is " + longitudeDegrees + "; allowed: -180 to 180");
        }
        if (!(pricePerInstanceHour >= 0 && pricePerInstanceHour < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "pricePerInstanceHour of zone " + id + " is " + pricePerInstanceHour + "; allowed: 0 or more");
        }
    }
}
