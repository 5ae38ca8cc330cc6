package dev.understudy.core.measure;

import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.zone.ZoneId;

/**
 * What one observer will see of a zone at the end of the horizon, by a forecaster that has earned more trust on this very
 * series than the one that follows every window.
 *
 * @param observer the zone that looks
 * @param zone the zone that is looked at
 * @param ahead what is expected
 */
public record Foretold(ZoneId observer, ZoneId zone, Forecast ahead) {}
