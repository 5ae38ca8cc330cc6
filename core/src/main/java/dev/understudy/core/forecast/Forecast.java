package dev.understudy.core.forecast;

/**
 * A predicted latency with its band: four times in five the true value should lie between low and high.
 *
 * @param lowMillis lower end of the band, milliseconds, at least 0
 * @param midMillis the most likely value, milliseconds
 * @param highMillis upper end of the band, milliseconds
 */
public record Forecast(double lowMillis, double midMillis, double highMillis) {
    /** Nothing is known yet. */
    public static final Forecast NONE = new Forecast(0, 0, 0);

    public Forecast {
        if (!(0 <= lowMillis && lowMillis <= midMillis && midMillis <= highMillis && Double.isFinite(highMillis))) {
            throw new IllegalArgumentException("forecast is " + lowMillis + " / " + midMillis + " / " + highMillis
                    + " ms; allowed: 0 or more, rising, finite");
        }
    }
}
