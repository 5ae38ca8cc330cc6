package dev.understudy.core.forecast;

import java.time.Duration;
import java.time.Instant;

/**
 * Exponential smoothing with a damped trend: the next value is the level plus a trend that fades, so that a ramp is
 * seen coming and never extrapolated without end (E. Gardner, E. McKenzie, "Forecasting trends in time series", 1985;
 * form and variance as in R. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice", third
 * edition, chapter 8). Windows come about once a second but may be late or missing, hence smoothing weights that follow
 * the time that passed.
 *
 * @param at when the last value was seen
 * @param levelMillis smoothed value, milliseconds
 * @param trendPerSecond smoothed change, milliseconds per second
 * @param errorMillis smoothed absolute error of predicting one second ahead, milliseconds
 * @param seen values seen since it last started afresh
 */
public record DampedHolt(Instant at, double levelMillis, double trendPerSecond, double errorMillis, int seen) {
    public static final DampedHolt EMPTY = new DampedHolt(Instant.EPOCH, 0, 0, 0, 0);

    private static final double ALPHA = 0.5;
    private static final double BETA_STAR = 0.3;
    private static final double PHI = 0.9;
    private static final double ERROR_WEIGHT = 0.1;
    /** A normal error's standard deviation over its mean absolute value. */
    private static final double SIGMA_PER_ABSOLUTE_ERROR = Math.sqrt(Math.PI / 2);
    /** Half the width of the band that holds four of five, in standard deviations. */
    private static final double BAND = 1.2816;

    private static final double STALE_SECONDS = 10;

    /** The series after one more value. A value no newer than the last changes nothing. */
    public DampedHolt with(Instant seenAt, double valueMillis) {
        double seconds = seconds(Duration.between(at, seenAt));
        if (seen == 0 || seconds > STALE_SECONDS) {
            return new DampedHolt(seenAt, valueMillis, 0, errorMillis, 1);
        }
        if (seconds <= 0) {
            return this;
        }
        double faded = Math.pow(PHI, seconds) * trendPerSecond;
        double predicted = levelMillis + trendPerSecond * damping(seconds);
        double level = predicted + weight(ALPHA, seconds) * (valueMillis - predicted);
        double trend = faded + weight(BETA_STAR, seconds) * ((level - levelMillis) / seconds - faded);
        double error = errorMillis
                + weight(ERROR_WEIGHT, seconds) * (Math.min(Math.abs(valueMillis - predicted), 1e6) - errorMillis);
        return new DampedHolt(seenAt, level, trend, error, seen + 1);
    }

    /** What the value will be at the end of the horizon; {@link Forecast#NONE} when nothing was seen. */
    public Forecast ahead(Duration horizon) {
        if (seen == 0) {
            return Forecast.NONE;
        }
        double seconds = Math.max(0, seconds(horizon));
        double mid = Math.max(0, levelMillis + trendPerSecond * damping(seconds));
        double half = BAND * SIGMA_PER_ABSOLUTE_ERROR * errorMillis * Math.sqrt(varianceRatio(Math.max(1, seconds)));
        return new Forecast(Math.max(0, mid - half), mid, mid + half);
    }

    /** phi + phi^2 + … over the time: how many seconds of the present trend are still to come. */
    private static double damping(double seconds) {
        return PHI * (1 - Math.pow(PHI, seconds)) / (1 - PHI);
    }

    private static double weight(double perSecond, double seconds) {
        return 1 - Math.pow(1 - perSecond, seconds);
    }

    /** Variance of the error {@code h} steps ahead over that of one step. */
    private static double varianceRatio(double h) {
        double beta = ALPHA * BETA_STAR;
        double undamped = 1 - PHI;
        double growth = beta * PHI * h / (undamped * undamped) * (2 * ALPHA * undamped + beta * PHI);
        double fading = beta
                * PHI
                * (1 - Math.pow(PHI, h))
                / (undamped * undamped * (1 - PHI * PHI))
                * (2 * ALPHA * (1 - PHI * PHI) + beta * PHI * (1 + 2 * PHI - Math.pow(PHI, h)));
        return Math.max(1, 1 + ALPHA * ALPHA * (h - 1) + growth - fading);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
