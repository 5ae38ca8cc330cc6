package dev.understudy.signals;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The feeds that are understood. */
public enum Format {
    AWS_HEALTH("aws-health", AwsHealth::parse),
    AWS_PRICES("aws-prices", AwsPrices::parse),
    AWS_SPOT("aws-spot", AwsSpot::parse),
    CALENDAR("calendar", MaintenanceCalendar::parse),
    CAP("cap", CapAlerts::parse),
    GCP_INCIDENTS("gcp-incidents", GcpIncidents::parse),
    GCP_MAINTENANCE("gcp-maintenance", GcpMaintenance::parse),
    IODA("ioda", IodaAlerts::parse),
    WEATHER_GEOJSON("weather-geojson", WeatherGeoJson::parse);

    private interface Parser {
        Parsed parse(byte[] body, Ask ask) throws FeedFault;
    }

    private final String word;
    private final Parser parser;

    Format(String word, Parser parser) {
        this.word = word;
        this.parser = parser;
    }

    /** The name of the format in configurations. */
    public String word() {
        return word;
    }

    /** The format of a name. */
    public static Optional<Format> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst();
    }

    /** All names, for a sentence. */
    public static String words() {
        return Arrays.stream(values()).map(Format::word).collect(Collectors.joining(", "));
    }

    Parsed parse(byte[] body, Ask ask) throws FeedFault {
        return parser.parse(body, ask);
    }
}
